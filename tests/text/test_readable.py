"""What `git diff` compares: one value a line, each with its name; stable, and something for any text."""

from hypothesis import given

from pcrm_tools.text.readable import readable
from tests.text.test_merge_laws import ragged

RECORD = """\
---
# as on the invoice
名称: "瑞丰包装"   # 2024 年起
标签: [贴标, 年框]
偏好:
  渠道: 微信
risks:
  - id: K1
    what: vendor charges
reason: |
  One.
  Two.
---

## 风险

| 编号 | 内容 | 概率 |
| --- | --- | --- |
| K2  | 验收推迟 | |

## 记录

### 2026-11-18 10:00 电话 @wang.lei — 谈价格

他们要第二份报价，价格有效期一个月，含运费和安装调试费用，并且要写明质保两年。另外想分两次付款。下周答复。
"""
SHOWN = """\
---
# as on the invoice
名称: 瑞丰包装  # 2024 年起
标签: - 贴标
标签: - 年框
偏好.渠道: 微信
risks[K1].id: K1
risks[K1].what: vendor charges
reason:
  One.
  Two.
---

## 风险

| 编号 | 内容 | 概率 |
| K2 | 编号: K2
| K2 | 内容: 验收推迟

## 记录

### 2026-11-18 10:00 电话 @wang.lei — 谈价格

他们要第二份报价，价格有效期一个月，含运费和安装调试费用，并且要写明质保两年。
另外想分两次付款。
下周答复。
"""


def test_a_record_one_value_a_line() -> None:
    assert readable(RECORD) == SHOWN


def test_what_stays_the_same_in_meaning_shows_no_difference() -> None:
    assert readable("\ufeff" + RECORD.replace("\n", "\r\n")) == SHOWN
    assert readable(RECORD.replace('"瑞丰包装"', "瑞丰包装").replace("[贴标, 年框]", "\n  - 贴标\n  - 年框")) == SHOWN


@given(ragged)
def test_any_text_has_a_form(text: str) -> None:
    shown = readable(text)
    assert shown == readable(text) and (not shown or shown.endswith("\n"))

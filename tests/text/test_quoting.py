import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from pcrm_tools.text.frontmatter import compose
from pcrm_tools.text.quoting import quote_scalar

# Any text that a file may hold: no surrogates, no control characters but tab and line ends.
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=30) | st.text(
    st.sampled_from(list("ab1 :,#-?[]{}'\"\\\n\r\t\x85\u2028\ufeff&*!|>%@`客，、：😀~=.<")), max_size=12
)
STYLES = st.sampled_from(["", "'", '"'])


def one_value(text):
    root, findings = compose(text, 0, len(text))
    assert findings == ()
    (_, node), *_ = root.pairs
    return node


@given(TEXTS, STYLES)
@example(" x ", "")
@example("#1", "")
@example("...", "")
@example("--- a", "")
def test_every_text_reads_back_as_a_value(value, style):
    assert one_value(f"k: {quote_scalar(value, style)}\nl: 1").value == value


@given(TEXTS, STYLES)
def test_every_text_reads_back_as_an_item(value, style):
    assert one_value(f"k:\n- {quote_scalar(value, style)}\n- x").items[0].value == value


@given(TEXTS, STYLES)
def test_every_text_reads_back_inside_brackets(value, style):
    written = quote_scalar(value, style, True)
    assert [item.value for item in one_value(f"k: [{written}, x]").items] == [value, "x"]
    assert one_value(f"k: {{a: {written}, b: c}}").pairs[0][1].value == value


@given(TEXTS, STYLES)
def test_other_readers_of_yaml_read_the_same_text(value, style):
    node = yaml.compose(f"k: {quote_scalar(value, style)}", Loader=yaml.SafeLoader)
    assert node.value[0][1].value == value


@given(TEXTS, STYLES, st.booleans())
def test_a_scalar_is_one_line(value, style, flow):
    assert not set(quote_scalar(value, style, flow)) & set("\n\r\t\x85\u2028\u2029\ufeff")


@pytest.mark.parametrize(
    "value", ["no", "021", "1.10", "12:30", "2026-11-20", "¥12万", "C#", "a-b", "http://x.y/z?a=b", "-5", "张三，李四"]
)
def test_ordinary_values_stay_plain(value):
    assert quote_scalar(value) == value


@pytest.mark.parametrize(
    ("value", "style", "want"),
    [
        ("x", "'", "'x'"),
        ("it's", "'", "'it''s'"),
        ("x", '"', '"x"'),
        ("a\nb", "'", '"a\\nb"'),
        ('say "hi": x', "", "'say \"hi\": x'"),
        ("it's: x", "", '"it\'s: x"'),
        ("", "", '""'),
        ("a\u2028b", "", '"a\\Lb"'),
    ],
)
def test_the_quoting_in_use_is_kept_if_it_can_hold_the_value(value, style, want):
    assert quote_scalar(value, style) == want

"""Chinese names in Latin letters: how they sound, what letters ask for, and which characters letters mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcrm_tools.search.terms import normal
from pcrm_tools.text import pinyin, readings
from pcrm_tools.text.fold import fold
from pcrm_tools.text.pinyin import asked, opens, part, runs, sounds, spellings, syllables, whole


def found(name: str, letters: str, begins: bool = False) -> bool:
    """Does what letters ask for stand among the terms of a name?"""
    text = sounds(normal(name))
    return any(f" {' '.join(terms)}{'' if prefix else ' '}" in text for terms, prefix in asked(letters, begins))


@pytest.mark.parametrize(("name", "terms"), [
    ("王芳", "·wang ·fang ¦wf"),
    ("李维", "·li ·wei ¦lw ¦li"),
    ("上海浦东物流有限公司", "·shang ·hai ·pu ·dong ·wu ·liu ·youxiangongsi ¦shpdwlyxgs"),
    ("上海浦東物流股份有限公司", "·shang ·hai ·pu ·dong ·wu ·liu ·gufenyouxiangongsi ¦shpdwlgfyxgs"),
    ("恒锐（苏州）", "·heng ·rui ¦hr ·su ·zhou ¦sz ¦su"),
    ("公司", "·gongsi ¦gs"),
    ("A座 王", "·zuo ¦z ·wang ¦w"),
    ("Tidewater", ""),
    ("王芳 王芳", "·wang ·fang ¦wf"),
    ("東京サーバー", "·dong ·jing ¦dj"),
])  # fmt: skip
def test_the_sounds_of_names(name: str, terms: str) -> None:
    assert sounds(normal(name)).split() == terms.split()


@pytest.mark.parametrize(("name", "letters"), [
    ("重庆", "chongqing"), ("重庆", "zhongqing"), ("重庆", "cq"), ("重庆", "zq"), ("曾毅", "zeng"), ("曾毅", "cengyi"), ("单田方", "shantian"),
    ("单田方", "dantian"), ("吕绿", "lvlv"), ("吕绿", "lulu"), ("吕绿", "lvlu"), ("女", "nv"), ("女", "nu"), ("略阳", "lueyang"), ("略阳", "lveyang"),
    ("解珍", "xiezhen"), ("解珍", "jiezhen"), ("仇英", "qiuying"), ("查良", "zhaliang"), ("查良", "chaliang"), ("盖宽", "gekuan"),
    ("尉迟恭", "yuchigong"), ("朴正", "piaozheng"), ("任", "ren"), ("区伟", "ouwei"), ("覃莉", "qinli"), ("覃莉", "tanli"), ("翟志", "zhaizhi"),
    ("冼倩", "xianqian"), ("牟平", "muping"), ("缪文", "miaowen"), ("万俟", "moqi"), ("长孙", "zhangsun"), ("长安", "changan"), ("乐山", "leshan"),
    ("乐毅", "yueyi"), ("厦门", "xiamen"), ("六安", "luan"), ("银行", "yinhang"), ("李娜", "lina"), ("葛优", "geyou"), ("那英", "naying"),
    ("贾宝", "jiabao"), ("曾厚朴", "zenghoupo"), ("柏林", "bolin"), ("柏林", "bailin"), ("单县", "shanxian"), ("蚌埠", "bengbu"),
    ("重庆长行", "chongqingchanghang"),
])  # fmt: skip
def test_every_living_reading_of_a_character_leads_to_its_name(name: str, letters: str) -> None:
    assert found(name, letters)
    assert part(fold(name), letters) is not None


@pytest.mark.parametrize(("letters", "meant"), [
    ("shanghaipudong", "上海浦东"), ("shanghaipu", "上海浦"), ("shanghaipudo", "上海浦东"), ("shanghaipud", ""), ("pudong", "浦东"), ("dongfa", "东发"), ("dongf", ""),
    ("shpd", "上海浦东"), ("shp", "上海浦"), ("pud", ""), ("pudo", ""), ("aipudong", ""), ("sh", ""), ("pdf", ""), ("you", ""), ("gong", ""),
    ("yinhangyouxian", "银行有限"), ("fazhan", "发展"), ("shanghaipudongfazhanyinhangyouxiangongsi", "上海浦东发展银行有限公司"),
])  # fmt: skip
def test_which_characters_letters_mean(letters: str, meant: str) -> None:
    name = "上海浦东发展银行有限公司"
    place = part(name, letters)
    assert (name[place[0] : place[1]] if place else "") == meant
    assert found(name, letters) == bool(meant)


def test_initials_within_a_run_are_meant_only_where_asked_for() -> None:
    assert part("昆山瑞丰包装", "rfbz") is None
    assert part("昆山瑞丰包装", "rfbz", within=True) == (2, 6)


def test_few_letters_mean_whole_syllables_and_two_only_people() -> None:
    assert found("孟繁", "meng") and not found("孟繁", "men") and found("孟繁", "men", begins=True)
    assert found("张帆", "fan") and not found("张芳", "fan") and found("张芳", "fang")
    assert found("李娜", "li") and found("欧阳李娜", "li") and not found("上海李记食品", "li")
    assert found("胡氏有限公司", "hu") and part("胡氏有限公司", "hu") == (0, 1)
    assert found("王芳", "wf") and not found("王芳芳", "wf") and found("王芳芳", "wff")


@pytest.mark.parametrize("letters", ["invoice", "quotation", "customer", "i", "a", "ui", "vip", "pinewood", "industry", "x" * 65, "wang1", ""])
def test_most_english_words_ask_for_no_name(letters: str) -> None:
    assert not letters.isalpha() or asked(letters, False) == []


def test_to_ask_loads_no_readings() -> None:
    import subprocess
    import sys

    code = (
        "import sys; from pcrm_tools.search.terms import query_terms; from pcrm_tools.text.query_tree import Word;"
        "assert len(query_terms(Word('wangfang'))) > 1; print([name for name in sys.modules if name.endswith(('readings', 'han'))])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_every_syllable_of_the_table_can_be_typed() -> None:
    typed = set(syllables())
    assert {syllable for table in (readings.USUAL, readings.FURTHER) for syllable, _ in pinyin._parts(table)} <= typed
    usual = "".join(chars for _, chars in pinyin._parts(readings.USUAL))
    assert len(usual) == len(set(usual)) > 20_000
    assert fold(usual) == usual, "traditional characters are folded before they are looked up"


def test_spellings_whole_and_openings() -> None:
    assert spellings("重庆") == ["zhongqing", "chongqing"]
    assert spellings("") == []
    assert whole("王芳", "wangfang") and whole("王芳", "wf") and not whole("王芳", "wang") and not whole("王芳", "wangfan")
    assert opens("王芳", "w") and opens("王芳", "wangf") and opens("昆山瑞丰", "ksr") and not opens("昆山瑞丰", "ruifeng")


CHINESE = st.text("王芳李娜重庆单吕绿上海长行乐会都参差阿娥公司有限欧阳曾", max_size=7)


@given(CHINESE.filter(bool))
def test_a_name_is_found_by_each_of_its_spellings(name: str) -> None:
    for spelling in spellings(name):
        if 4 < len(spelling) <= 64 and spelling not in ("gongsi", "youxiangongsi"):
            assert part(name, spelling) or not name.removesuffix("公司").removesuffix("有限").removesuffix("股份")
    text = sounds(normal(name))
    assert text[0] == text[-1] == " " and "  " not in text
    assert sum(term.startswith("¦") for term in text.split()) <= 16 + 3 * len(name)


@given(CHINESE, st.text("wangfliduosyxhec", min_size=2, max_size=9), st.booleans())
def test_terms_and_characters_say_the_same(name: str, letters: str, begins: bool) -> None:
    # What the terms find, the characters show; a legal form alone and a seventeenth reading are shown or found by one of the two
    read = 1
    for char in name:
        read *= len(pinyin.readings(char)) or 1
    if read <= 16 and not name.endswith("公司"):
        assert found(name, letters, begins) == any(part(run, letters, begins) is not None for run in runs(normal(name)))

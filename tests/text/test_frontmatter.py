import random
import time

import frontmatter as oracle
import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from pcrm_tools.text import frontmatter
from pcrm_tools.text.frontmatter import Mapping, Scalar, Sequence, compose, split
from pcrm_tools.text.lines import LINE_END
from pcrm_tools.text.yaml_losses import scalars


def read(yaml_text):
    text = f"---\n{yaml_text}\n---\nbody\n"
    found = split(text)
    return compose(text, found.front_start, found.front_end)


def plain(node):
    """Nodes as plain lists and texts, pairs kept in order."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key.value: plain(value) for key, value in node.pairs}


def only(yaml_text):
    """The one finding of a text, as (rule, line, column)."""
    (finding,) = read(yaml_text).findings
    return finding.rule, finding.line, finding.column


# --- values are kept as typed (Y1-Y3) ---


@pytest.mark.parametrize(
    "typed",
    [
        *("NO", "on", "y", "Null", "~", "021", "00123", "+8613800000000", "1234E56", "1.10", "12:30", "22:22", "0x1F", "1_000"),
        *(".inf", "2024-02-30", "2024/1/5", "明天", "9" * 5000),
    ],
)
def test_scalars_are_the_text_that_was_typed(typed):
    assert plain(read(f"value: {typed}").root) == {"value": typed}


def test_nodes_carry_their_spans_and_styles():
    text = "---\na: plain text   # note\nb: 'it''s'\nc: \"x\"\nd: [1, {e: f}]\ng:\n- h\n- i\nj:\n---\n"
    root = compose(text, 4, text.rindex("---")).root
    spans = {key.value: text[value.start : value.end] for key, value in root.pairs}
    assert spans == {"a": "plain text", "b": "'it''s'", "c": '"x"', "d": "[1, {e: f}]", "g": "- h\n- i", "j": ""}
    styles = {key.value: value.style for key, value in root.pairs if isinstance(value, Scalar)}
    assert styles == {"a": "", "b": "'", "c": '"', "j": ""}
    assert [value.flow for _, value in root.pairs if isinstance(value, Sequence)] == [True, False]
    assert text[root.start : root.end].endswith("j:")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_block_scalar_ends_with_its_last_word(end):
    text = "---\na: |\n  one\n  two\n\n# comment\nb: >-\n  x\n\n\nc: 1\n---\n".replace("\n", end)
    found = split(text)
    root = compose(text, found.front_start, found.front_end).root
    assert [text[value.start : value.end] for _, value in root.pairs] == [f"|{end}  one{end}  two", f">-{end}  x", "1"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("odd", ["😀𠮷", "\x85", "\u2028", "\u2029", "\ufeff", "e\u0301"])
def test_offsets_count_code_points_whatever_stands_before(end, odd):
    text = f"---\na: x{odd}y\nb: [{odd}, z]\nc: last\n---\n".replace("\n", end)
    found = split(text)
    result = compose(text, found.front_start, found.front_end)
    assert plain(result.root) == {"a": f"x{odd}y", "b": [odd, "z"], "c": "last"}
    assert text[result.root.pairs[2][1].start : result.root.pairs[2][1].end] == "last"


def test_a_separator_character_inside_a_comment_does_not_end_it():
    assert plain(read("a: 1 # x\u2028b: 2\nc: 3").root) == {"a": "1", "c": "3"}


def test_lines_agree_with_the_editor_after_separator_characters():
    assert only("a: x\u2028y\x85z\nb: 1\nb: 2") == ("duplicate-key", 4, 1)


def test_a_whole_yaml_file_is_read_from_its_first_character():
    text = "# settings\n---\nformat: 1\n...\n"
    assert plain(compose(text, 0, len(text)).root) == {"format": "1"}


@pytest.mark.parametrize("nothing", ["", "# only a comment", "\n\n"])
def test_nothing_is_an_empty_map(nothing):
    assert read(nothing) == (Mapping((), 4, 4, False), ())


# --- what is refused (Y6-Y10, Y14, Y15) ---


@pytest.mark.parametrize(
    ("typed", "want"),
    [
        ("a: 1\nb: 2\na: 3", ("duplicate-key", 4, 1)),
        ("m:\n  k: 1\n  'k': 2", ("duplicate-key", 4, 3)),
        ("m: {k: 1, k: 2}", ("duplicate-key", 2, 11)),
        ("x: &a [1]\ny: *a", ("yaml-anchor", 2, 4)),
        ("base: &b\n  k: 1\nx:\n  <<: *b", ("yaml-anchor", 2, 7)),
        ("x: !!python/object/apply:os.system [id]", ("yaml-tag", 2, 4)),
        ("x: !ruby/hash:X {}", ("yaml-tag", 2, 4)),
        ("x: ! y", ("yaml-tag", 2, 4)),
        ("a: 1\n\tb: 2", ("yaml-tab", 3, 1)),
        ("a:\n\t- 1", ("yaml-tab", 3, 1)),
        ("a:\t1", ("yaml-tab", 2, 3)),
        ("k:value", ("yaml-colon", 2, 2)),
        ("a: 1\nk:value\nb: 2", ("yaml-colon", 3, 2)),
        ("a: 1\n名称：华星\nb: 2", ("yaml-colon", 3, 3)),
        ("名称：华星", ("yaml-colon", 2, 3)),
        ("名称：华星\n负责人: 李薇", ("yaml-colon", 2, 3)),
        ("name： Acme\nowner: dana", ("yaml-colon", 2, 5)),
        ("k:value\nplain\nb: 2", ("yaml-colon", 2, 2)),
        ("a: 1\n- b\n-c", ("yaml-indent", 3, 1)),
        ("a:\n- b\n-c", ("yaml-dash", 4, 1)),
        ("a:\n  b: 1\n c: 2", ("yaml-indent", 4, 2)),
        ("a: x\n  b: 1", ("yaml-indent", 3, 3)),
        ("a: x: y", ("yaml-quote", 2, 4)),
        ('a: "x" y', ("yaml-quote", 2, 4)),
        ("a: 'it's'", ("yaml-quote", 2, 4)),
        ("a: [draft] offer", ("yaml-quote", 2, 4)),
        ("a:\n  - @li", ("yaml-quote", 3, 5)),
        ('a: "x\nb: 1', ("yaml-open", 2, 4)),
        ("a: [x, y\nb: 1", ("yaml-open", 2, 4)),
        ('a: "C:\\Users"', ("yaml-escape", 2, 7)),
        ("a: b\nsome words", ("yaml-syntax", 3, 1)),
        ("a: 1\n\n# Title\n\nSome words.\n\nMore.\n", ("front-matter-open", 4, 1)),
        ("# a note\na: 1\nsome words", ("yaml-syntax", 4, 1)),
        ("- a\n- b", ("not-a-map", 2, 1)),
        ("only words", ("not-a-map", 2, 1)),
        ("[a]: b", ("key-not-text", 2, 1)),
        ("a: {{ name }}", ("key-not-text", 2, 5)),
        ("a: 1\n－－－\nwords", ("front-matter-fence", 3, 1)),
        ("a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> x", ("merge-marker", 3, 1)),
        ("a: 1\nb: x\x1b[2J", ("control-char", 3, 5)),
        ("a: \x00", ("control-char", 2, 4)),
        ('a: "\\e[2J"', ("control-char", 2, 4)),
        ("a: x\ufffe", ("control-char", 2, 5)),
        ("\ufeffa: x", ("control-char", 2, 1)),
        ("a: 1\n--- b", ("yaml-documents", 3, 1)),
        ("[" * 5000, ("yaml-depth", 2, 33)),
        ("a: " + "- " * 30000, ("yaml-quote", 2, 4)),
        ("- " * 30000, ("yaml-depth", 2, 65)),
        ("\n".join(" " * i + "k:" for i in range(1500)), ("yaml-size", 2, 1)),
        ("\n".join(" " * i + "k:" for i in range(500)), ("yaml-depth", 34, 33)),
        ("a: " + "x" * 10_000_000, ("yaml-size", 2, 1)),
        ("a: " + "华" * 100_000, ("yaml-size", 2, 1)),
    ],
)
def test_one_clear_finding_at_the_place(typed, want):
    assert only(typed) == want


@pytest.mark.parametrize("sign", ["*", "&", "!", "@", "%", "`", "**bold** ", "> ", "| ", "- ", "? "])
def test_a_value_that_begins_with_a_sign_is_told_to_take_quotes(sign):
    (finding,) = read(f"a: 1\nname: {sign}Star Ltd\nb: 2").findings
    assert (finding.rule, finding.line, finding.column) == ("yaml-quote", 3, 7)
    assert finding.values["want"] == f'"{sign}Star Ltd"'


def test_the_hint_shows_quotes_that_work():
    for typed in ['"x" y', "'it's' so", "a: b", r"C:\x: y", '"it\'s" 5"']:
        want = read(f"k: {typed}").findings[0].values["want"]
        assert plain(read(f"k: {want}").root) == {"k": typed}


def test_the_hint_of_a_glued_key_is_the_line_to_type():
    assert read("a: 1\n负责人：  李 威").findings[0].values["want"] == "负责人: 李 威"


def test_full_width_quotes_are_text():
    assert plain(read("name: “华星”").root) == {"name": "“华星”"}


def test_an_alias_bomb_ends_at_its_first_anchor():
    bomb = "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 10))
    assert only(bomb) == ("yaml-anchor", 2, 5)
    assert only("a: &a [*a]") == ("yaml-anchor", 2, 4)


# --- what YAML would lose (Y20) ---


@pytest.mark.parametrize(
    ("typed", "column", "seen", "want"),
    [
        ("name: C# 平台 #2期", 13, "C# 平台 #2期", '"C# 平台 #2期"'),
        ("tags: #vip", 7, "#vip", '"#vip"'),
        ("tags:\n  - #vip", 5, "#vip", '"#vip"'),
        ("list: [a #1\n  ]", 10, "a #1", '"a #1"'),
        ("b: {total: 120,000, direct: 5}", 12, "120,000", '"120,000"'),
        ("b: {total: ¥1,250,000, direct: 1}", 12, "¥1,250,000", '"¥1,250,000"'),
        ("b: [¥1,250,000.50, 5]", 5, "¥1,250,000.50", '"¥1,250,000.50"'),
        ("b: {name: Smith, John}", 11, "Smith, John", '"Smith, John"'),
        ("b: [120,000, 5]", 5, "120,000", '"120,000"'),
        ("tags: [医疗，教育]", 8, "医疗，教育", "医疗, 教育"),
        ("tags: [医疗、教育]", 8, "医疗、教育", "医疗, 教育"),
    ],
)
def test_a_loss_is_shown_with_the_quoted_form(typed, column, seen, want):
    finding = read(typed).findings[0]
    assert (finding.rule, finding.severity, finding.column) == ("value-cut", "warning", column)
    assert (finding.values["seen"], finding.values["want"]) == (seen, want)


@pytest.mark.parametrize(
    "typed",
    [
        "name: x # a comment",
        "name: x ## a heading",
        "#name: x",
        "  #name: y\nname: x",
        "name: 'x' #y",
        "name: C#",
        "url: https://x.example/#top",
        "contacts: #people\n  - name: x",
        "note: |\n  a #b\n  c",
        "note: 'a #b'",
        "tags: [a, b, 'c，d']",
        "years: [2024, 2025]",
        "b: {total: '120,000'}",
        "b: {a: 1, b: }",
        "amount: 120,000",
        "needs:\n  - 大屏、报表",
        "note: a\t# comment",
        "note: |\n  a\tb",
        "name: x\t",
    ],
)
def test_ordinary_text_has_no_findings(typed):
    assert read(typed).findings == ()


# --- any text at all (Y17) ---

PIECES = st.sampled_from(
    [
        *("a", "b", "客", "😀", ":", ": ", "：", "- ", "-", "#", " #", "[", "]", "{", "}", ",", "'", '"', "|", ">", "&a", "*a"),
        *("!t", "\n", "\r\n", "\r", "  ", "\t", "? ", "%", "@", "`", "\\", "\x00", "\x1b", "\x85", "\u2028", "\ufeff"),
        *("---", "...", "<<: "),
    ]
)
SOUP = st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=60)


@given(SOUP)
@example("\ud800")
@example("a: \ud800")
@example("? a\n? b")
def test_any_text_is_read_without_an_exception(text):
    for whole in (text, f"---\n{text}\n---\n"):
        parts = split(whole)
        result = compose(whole, parts.front_start, parts.front_end)
        assert (result.root is None) <= bool(result.findings)
        lines = len(LINE_END.findall(whole)) + 1
        for finding in (*parts.findings, *result.findings):
            rule = next(rule for rule in frontmatter.RULES if rule.id == finding.rule)
            assert 1 <= finding.line <= lines
            for template in (rule.en, rule.zh, rule.hint_en, rule.hint_zh):
                template.format(**finding.values)


@given(SOUP)
def test_the_tree_is_the_one_that_pyyaml_builds(text):
    result = compose(text, 0, len(text))
    if result.root is None or any(f.rule == "key-not-text" for f in result.findings) or set(text) & set("\x85\u2028\u2029"):
        return
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    assert _shape(result.root) == (_theirs(node) if node else [])


def _shape(node):
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return ["-", *map(_shape, node.items)]
    return [(_shape(key), _shape(value)) for key, value in node.pairs]


def _theirs(node):
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return ["-", *map(_theirs, node.value)]
    return [(_theirs(key), _theirs(value)) for key, value in node.value]


@given(SOUP)
def test_spans_hold_their_scalars(text):
    result = compose(text, 0, len(text))
    for scalar in scalars(result.root) if result.root else ():
        span = text[scalar.start : scalar.end]
        assert span == span.rstrip(" \t\r\n")
        if scalar.style in ("'", '"'):
            assert span[0] == span[-1] == scalar.style
        elif scalar.style == "" and not LINE_END.search(span):
            assert span == scalar.value


def _is_ordinary(value):
    # python-frontmatter strips the whole front matter, blanks of every script included.
    return value.strip() == value != ""


@given(
    st.dictionaries(st.text("abc客户", min_size=1, max_size=5), st.text(min_size=1, max_size=20).filter(_is_ordinary), max_size=8)
)
def test_python_frontmatter_reads_the_same_of_ordinary_files(values):
    post = oracle.Post("# 标题\n\n正文", **{f"k{key}": value for key, value in values.items()})
    text = oracle.dumps(post)
    parts = split(text)
    result = compose(text, parts.front_start, parts.front_end)
    known = {"yaml-tab", "control-char"}
    assert {finding.rule for finding in result.findings} <= known
    if result.root is not None:
        assert plain(result.root) == oracle.loads(text).metadata
        assert text[parts.body_start :].strip() == oracle.loads(text).content


def test_hostile_sizes_are_answered_quickly():
    noise = random.Random(7)
    started = time.process_time()
    for _ in range(3):
        text = "".join(noise.choice("[]{}:,-?|>&*!%@`\"'# \nab") for _ in range(200_000))
        compose(text, 0, len(text))
    for pattern in ("a: ", "[", "{a: ", "? ", "- ", "a,", '"', "'", "#", "a: [\n", "a:\n", "\t"):
        text = pattern * (250_000 // len(pattern))
        compose(text, 0, len(text))
    assert time.process_time() - started < 10

"""Which record a name means, whatever is typed for it, and what is offered where nothing has the name."""

import pytest

from pcrm_tools.errors import AmbiguousName, UnknownName
from pcrm_tools.store.called import people_called, records_called
from pcrm_tools.store.lookup import find_record
from pcrm_tools.store.near_names import near_names
from tests.notebook_rows import NotebookRows


@pytest.fixture
def book() -> NotebookRows:
    book = NotebookRows()
    huaxing = book.customer("huaxing", name="苏州华星软件有限公司")
    book.field(huaxing, "aliases", "华星")
    book.field(huaxing, "email", "office@huaxing.example")
    book.item(huaxing, "contacts", "王芳", None, name="王芳", aliases=["王经理", "Fanny"], phone="138 0000 6602", email="wf@huaxing.example")
    book.item(huaxing, "contacts", "李娜", None, name="李娜")
    pudong = book.customer("浦东物流", name="上海浦東物流股份有限公司")
    book.item(pudong, "contacts", "单田方", None, name="单田方", aliases=[])
    book.customer("lvye", name="绿野乳业")
    book.customer("tidewater", name="Tidewater Family Clinics")
    book.project("华星-迁移", "huaxing", name="华星服务器迁移")
    wang = book.customer("wang-works", name="Wang Works")
    book.item(wang, "contacts", "Dana Whitfield", None, name="Dana Whitfield")
    book.item(wang, "stakeholders", "何俊", None, contact="何俊")
    page = book.customer("kb/xian", name="西安")
    book.db.execute("update record set type = 'page' where n = ?", (page,))
    return book


def found(book: NotebookRows, name: str, record_type: str = "") -> str:
    n = find_record(book.db, name, record_type)
    return str(book.db.execute("select id from record where n = ?", (n,)).fetchone()[0])


@pytest.mark.parametrize(("typed", "record"), [
    ("huaxing", "huaxing"), ("HUAXING", "huaxing"), ("[[huaxing]]", "huaxing"), ("苏州华星软件有限公司", "huaxing"),
    ("苏州 华星软件有限公司", "huaxing"), ("华星", "huaxing"), ("王芳", "huaxing"), ("王 芳", "huaxing"), ("fanny", "huaxing"),
    ("wf@huaxing.example", "huaxing"), ("OFFICE@huaxing.example", "huaxing"), ("13800006602", "huaxing"), ("tidewater family clinics", "tidewater"),
    ("family", "tidewater"), ("迁移", "华星-迁移"), ("西安", ""),
])  # fmt: skip
def test_what_is_written_is_found(book: NotebookRows, typed: str, record: str) -> None:
    if record:
        assert found(book, typed) == record
    else:
        with pytest.raises(UnknownName):
            found(book, typed)


@pytest.mark.parametrize(("typed", "record"), [
    ("wangfang", "huaxing"), ("Wang Fang", "huaxing"), ("wf", "huaxing"), ("li'na", "huaxing"), ("wangjingli", "huaxing"),
    ("pudongwuliu", "浦东物流"), ("pdwl", "浦东物流"), ("shanghaipudongwuliu", "浦东物流"), ("shantianfang", "浦东物流"), ("dantianfang", "浦东物流"),
    ("lvyeruye", "lvye"), ("luyeruye", "lvye"), ("lyry", "lvye"), ("suzhou", "huaxing"), ("ruye", "lvye"), ("qianyi", "华星-迁移"),
])  # fmt: skip
def test_how_a_name_sounds_is_found(book: NotebookRows, typed: str, record: str) -> None:
    assert found(book, typed) == record


def test_what_is_written_comes_before_what_sounds_so(book: NotebookRows) -> None:
    assert found(book, "huaxing") == "huaxing", "an id, though an alias sounds so too"
    assert found(book, "lvye") == "lvye"
    assert found(book, "wang") == "wang-works", "a part of a name, before a contact who only sounds so"
    named = book.customer("other", name="wangfang")
    assert find_record(book.db, "wangfang") == named


def test_a_whole_name_that_sounds_so_comes_before_part_of_one(book: NotebookRows) -> None:
    book.customer("another", name="苏州乳业绿野")
    assert found(book, "lvyeruye") == "lvye"
    assert found(book, "huaxingfuwuqi") == "华星-迁移"


def test_several_that_sound_so_are_listed(book: NotebookRows) -> None:
    other = book.customer("ruifeng", name="瑞丰")
    book.item(other, "contacts", "汪方", None, name="汪方")
    with pytest.raises(AmbiguousName) as problem:
        found(book, "wangfang")
    assert problem.value.candidates == ("huaxing", "ruifeng")
    assert "huaxing, ruifeng" in problem.value.message("zh") and "huaxing, ruifeng" in problem.value.message("en")


def test_a_type_leaves_the_others_out(book: NotebookRows) -> None:
    assert found(book, "华星", "customer") == "huaxing"
    assert found(book, "huaxing", "customer") == "huaxing"
    assert found(book, "huaxingfuwuqiqianyi", "project") == "华星-迁移"
    with pytest.raises(UnknownName):
        found(book, "wangfang", "project")


@pytest.mark.parametrize(("typed", "near"), [
    ("王方", "王芳"), ("汪芳", "王芳"), ("王芬", "王芳"), ("李那", "李娜"), ("单田", "单田方"), ("华兴软件", "huaxing"), ("滑星", "huaxing"),
    ("tidewatr", "tidewater"), ("Tidewatre Family Clinics", "tidewater"), ("绿叶乳业", "lvye"), ("绿野乳", ""), ("wangfan", "王芳"),
    ("wagnfang", "王芳"), ("Dana Whitfeild", "Dana Whitfield"), ("shantianfag", "单田方"),
])  # fmt: skip
def test_what_was_perhaps_meant_is_offered(book: NotebookRows, typed: str, near: str) -> None:
    if not near:
        assert found(book, typed) == "lvye"
        return
    with pytest.raises(UnknownName) as problem:
        found(book, typed)
    assert problem.value.candidates[0] == near
    assert near in problem.value.message("en") and near in problem.value.message("zh")


@pytest.mark.parametrize("typed", ["xyzzy", "qqqq", "氢氧化钠", "x", "\ud800", "", "'", "[[]]", "%", "a" * 300, "阿" * 300])
def test_what_is_near_to_nothing_offers_nothing(book: NotebookRows, typed: str) -> None:
    with pytest.raises(UnknownName) as problem:
        found(book, typed)
    assert problem.value.candidates == ()


def test_a_part_of_a_contact_s_name_is_offered_not_taken(book: NotebookRows) -> None:
    book.db.execute("delete from record where id = 'wang-works'")
    with pytest.raises(UnknownName) as problem:
        found(book, "wang")
    assert problem.value.candidates == ("王芳",)


@pytest.mark.parametrize(("typed", "near"), [
    ("王方", ["王芳"]), ("tidewatr", ["Tidewater Family Clinics"]), ("famly", ["Tidewater Family Clinics"]), ("何军", ["何俊"]),
    ("华兴软件", ["苏州华星软件有限公司"]), ("Whitfeld", ["Dana Whitfield"]), ("王芳", []), ("x", []), ("西按", ["西安"]), ("浦东物刘", ["上海浦東物流股份有限公司"]),
    ("绿野冷乳业", ["绿野乳业"]), ("wangfag", ["王芳"]),
])  # fmt: skip
def test_names_near_to_a_word(book: NotebookRows, typed: str, near: list[str]) -> None:
    assert near_names(book.db, typed) == near


def test_the_nearest_come_first_and_a_record_once(book: NotebookRows) -> None:
    for n, name in enumerate(("王放", "王强", "王访", "王菲")):
        book.item(1, "contacts", name, None, name=name, ord=10 + n)
    assert set(near_names(book.db, "王方", 3)) == {"王芳", "王放", "王访"}
    assert set(near_names(book.db, "王方", 9)) == {"王芳", "王放", "王访", "王强", "王菲"}
    assert near_names(book.db, "滑星") == ["华星", "华星服务器迁移"]
    assert near_names(book.db, "tidewatre") == ["Tidewater Family Clinics"]


def test_names_with_whose_they_are(book: NotebookRows) -> None:
    every = {(one.id, one.name, one.shown, bool(one.person)) for one in (*records_called(book.db), *people_called(book.db))}
    assert {("huaxing", "华星", "华星", False), ("huaxing", "huaxing", "苏州华星软件有限公司", False), ("huaxing", "王经理", "王芳", True),
            ("wang-works", "何俊", "何俊", True)} <= every  # fmt: skip
    chinese = {one.name for one in (*records_called(book.db, beyond_ascii=True), *people_called(book.db, beyond_ascii=True))}
    assert chinese == {one[1] for one in every if not one[1].isascii()}
    assert {one.name for one in people_called(book.db, ("stakeholders",))} == {"何俊"}

"""What the people of the generated notebooks talk about: pools of words, and sentences made from them."""

from pathlib import Path

from tests.bench.dice import Dice, han, invented

TEAM = (
    ("li.wei", "李伟", "客户部"), ("zhao.min", "赵敏", "售后服务部"), ("chen.hao", "陈昊", "技术部"),
    ("sun.li", "孙丽", "财务部"), ("wang.lei", "王磊", "客户部"), ("zhou.ning", "周宁", "工程部"),
    ("he.xin", "何欣", "工程部"), ("xu.bo", "徐博", "质量部"), ("liu.yan", "刘燕", "市场部"),
    ("gao.jie", "高洁", "客户部"), ("lin.tao", "林涛", "技术部"), ("ma.rui", "马蕊", "售后服务部"),
    ("dana", "Dana Whitfield", "Delivery"), ("tomas", "Tomás Ruiz", "Engineering"), ("priya", "Priya Nair", "Engineering"),
    ("lena", "Lena Brandt", "Sales"), ("hank", "Hank Osei", "Sales"), ("ruth", "Ruth Calder", "Support"),
    ("ivan", "Ivan Petrov", "Support"), ("noor", "Noor Haddad", "Delivery"),
)  # fmt: skip
LEAVER = ("mike", "Mike Okafor", "Sales")  # left a year ago: only older entries name him


def _pools() -> dict[bool, dict[str, tuple[str, ...]]]:
    """The pools of phrases.txt by name, for Chinese (True) and English."""
    found: dict[bool, dict[str, tuple[str, ...]]] = {True: {}, False: {}}
    for line in Path(__file__).with_suffix(".txt").read_text("utf-8").splitlines():
        if line and line[0] != "#":
            name, _, parts = line.partition(": ")
            kind, _, language = name.partition(" ")
            found[language == "zh"][kind] = tuple(parts.split(" · "))
    return found


POOLS = _pools()


def pick(dice: Dice, zh: bool, kind: str) -> str:
    """One part of a pool, as it stands there."""
    return dice.pick(POOLS[zh][kind])


def phrase(dice: Dice, zh: bool, kind: str, who: str = "") -> str:
    """One part of a pool of sentences, its blanks filled; `who` is somebody at the customer."""
    pools = POOLS[zh]
    things, doings = pools["things"], pools["doings"]
    return dice.pick(pools[kind]).format(
        p=who, t=dice.pick(things), t2=dice.pick(things), v=dice.pick(doings), v2=dice.pick(doings), i=dice.pick(pools["issues"]),
        n=dice.between(2, 60), m=f"{invented(dice, 1, 1).upper()[:3]}-{dice.between(10, 990)}",
        x=han(dice) if zh else invented(dice).capitalize(),
    )  # fmt: skip


def paragraph(dice: Dice, zh: bool, who: str, least: int, most: int) -> str:
    """Some sentences on one line."""
    return ("" if zh else " ").join([phrase(dice, zh, "sentences", who) for _ in range(dice.between(least, most))])


def person(dice: Dice, zh: bool) -> str:
    """The name of somebody: a common surname or first name and an invented rest."""
    if zh:
        return pick(dice, True, "surnames") + han(dice, dice.between(1, 2))
    return f"{pick(dice, False, 'firstnames')} {invented(dice, 1, 2).capitalize()}"

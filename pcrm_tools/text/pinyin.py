"""How Chinese names are typed in Latin letters: as pinyin without tones (ü as v or u), or by the first letter of each character.

Names are looked at run by run (a run is what no sign parts), each character with all its readings. Letters mean
- characters that follow one another, from any syllable on: `shanghaipudong`, `pudong`. Five letters or more may stop within a
  syllable, two letters of it at the least (`shanghaipu`, `shanghaidon`); three or four spell whole syllables; two do so only in
  runs of at most four characters, as people's names are;
- or the first characters of a run by their initials, three letters or more (`shpd`), and both characters of two (`wf`).
The legal form at the end of a firm's name (有限公司) is one syllable here: `you` and `gong` would mean every firm.

`sounds` gives the terms that stand for all this in an index, `asked` those that typed letters ask for, and `part` the characters
that letters mean. Readings are loaded when Chinese characters are to be read, never in order to ask.
"""

from collections.abc import Iterator
from functools import cache
from itertools import product

SYLLABLE, INITIALS = "·", "¦"
"""What the terms of syllables and those of initials begin with; no word of a text holds either."""

_SYLLABLES = (
    "a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can cang cao ce cen ceng cha "
    "chai chan chang chao che chen cheng chi chong chou chu chua chuai chuan chuang chui chun chuo ci cong cou cu cuan cui "
    "cun cuo da dai dan dang dao de dei den deng di dia dian diao die ding diu dong dou du duan dui dun duo e ei en eng er "
    "fa fan fang fei fen feng fo fou fu ga gai gan gang gao ge gei gen geng gong gou gu gua guai guan guang gui gun guo ha "
    "hai han hang hao he hei hen heng hong hou hu hua huai huan huang hui hun huo ji jia jian jiang jiao jie jin jing jiong "
    "jiu ju juan jue jun ka kai kan kang kao ke ken keng kong kou ku kua kuai kuan kuang kui kun kuo la lai lan lang lao le "
    "lei leng li lia lian liang liao lie lin ling liu lo long lou lu lv luan lve lun luo ma mai man mang mao me mei men "
    "meng mi mian miao mie min ming miu mo mou mu na nai nan nang nao ne nei nen neng ni nian niang niao nie nin ning niu "
    "nong nou nu nv nuan nve nuo ou pa pai pan pang pao pei pen peng pi pian piao pie pin ping po pou pu qi qia qian "
    "qiang qiao qie qin qing qiong qiu qu quan que qun ran rang rao re ren reng ri rong rou ru ruan rui run ruo sa sai san "
    "sang sao se sen seng sha shai shan shang shao she shei shen sheng shi shou shu shua shuai shuan shuang shui shun shuo "
    "si song sou su suan sui sun suo ta tai tan tang tao te teng ti tian tiao tie ting tong tou tu tuan tui tun tuo wa wai "
    "wan wang wei wen weng wo wu xi xia xian xiang xiao xie xin xing xiong xiu xu xuan xue xun ya yan yang yao ye yi yin "
    "ying yo yong you yu yuan yue yun za zai zan zang zao ze zei zen zeng zha zhai zhan zhang zhao zhe zhei zhen zheng zhi "
    "zhong zhou zhu zhua zhuai zhuan zhuang zhui zhun zhuo zi zong zou zu zuan zui zun zuo "
)
_AS_TYPED = {"lu": "lv", "nu": "nv", "lue": "lve", "nue": "nve"}
_MEANT = {meant: typed for typed, meant in _AS_TYPED.items()}
_LONGEST = 18
_FORMS = {
    "股份有限公司": "gufenyouxiangongsi", "有限责任公司": "youxianzerengongsi", "有限公司": "youxiangongsi", "公司": "gongsi",
}  # fmt: skip
_INITIALS_OF_FORMS = ("gfyxgs", "yxzrgs", "yxgs", "gs")
_STANDS_FOR = {form: chr(0xE000 + place) for place, form in enumerate(_FORMS)}
_NO_INITIAL = frozenset("iuv")
_OPEN_FROM = 5
_MOST_LETTERS = 64
_MOST_WAYS = 16
_MOST_PARTED = 8
_SHORT_RUN = 4


def asked(letters: str, begins: bool) -> list[tuple[tuple[str, ...], bool]]:
    """The terms that typed letters (a to z) ask for, one way of reading them each; is the last only the beginning of one?

    `begins` says that more may follow also after few letters. Letters that neither spell nor are initials ask for nothing.
    """
    if not 2 <= len(letters) <= _MOST_LETTERS:
        return []
    open_end = begins or len(letters) >= _OPEN_FROM
    if len(letters) == 2 and not begins:
        meant = dict.fromkeys((*((letters,) if _NO_INITIAL.isdisjoint(letters) else ()), *syllables().get(letters, ())))
        return [((INITIALS + each,), False) for each in meant]
    spelled = _ways(letters, _least(len(letters), begins))
    ways = [(tuple(SYLLABLE + syllable for syllable in way), open_end) for way in spelled]
    return [*ways, ((INITIALS + letters,), True)] if _NO_INITIAL.isdisjoint(letters) else ways


def _least(size: int, begins: bool) -> int:
    """How many letters may stand for a syllable that they only begin; 0 where all have to be whole."""
    return 1 if begins else 2 if size >= _OPEN_FROM else 0


def _ways(letters: str, least: int) -> list[tuple[str, ...]]:
    """The ways to part letters into syllables, those of few syllables first.

    The last may be the beginning of a legal form, or if there is no other way of any syllable, of so many letters at `least`.
    """
    known = syllables()
    ways: list[list[tuple[str, ...]]] = [[()], *([] for _ in letters)]
    for at, before in enumerate(ways[:-1]):
        for size in range(1, min(len(letters) - at, _LONGEST) + 1) if before else ():
            for syllable in known.get(letters[at : at + size], ()):
                ways[at + size] += ((*way, syllable) for way in before[:_MOST_PARTED])
    if least:
        wholes, least = (_FORMS.values(), _OPEN_FROM) if ways[-1] else (known, least)
        for at, before in enumerate(ways[:-1]):
            rest = letters[at:]
            if before and len(rest) >= least and rest not in known and any(each.startswith(rest) for each in wholes):
                ways[-1] += ((*way, rest) for way in before)
    return sorted(ways[-1], key=len)[:_MOST_PARTED]


@cache
def syllables() -> dict[str, tuple[str, ...]]:
    """All syllables as they are typed, and the syllables that each may stand for."""
    found: dict[str, tuple[str, ...]] = {each: (each,) for each in (*_SYLLABLES.split(), *_FORMS.values())}
    for typed, meant in _AS_TYPED.items():
        found[typed] = (*found.get(typed, ()), meant)
    return found


def sounds(clean: str) -> str:
    """The terms by which the Chinese names in a normal text are found by their sound, as a normal text of their own."""
    names = list(dict.fromkeys(runs(clean)))
    if not names:
        return " "
    spelled, initials, several = _tables()
    # All runs at once, since translating costs less than calling
    joined = "|".join((*names, ""))
    if "公司|" in joined:
        for form, char in _STANDS_FOR.items():
            joined = joined.replace(f"{form}|", f"{char}|")
    one_way = several.isdisjoint(joined)
    found: list[str] = []
    for run, usual, letters in zip(joined.split("|"), joined.translate(spelled).split("|"), joined.translate(initials).split("|"), strict=True):
        if one_way or several.isdisjoint(run):
            found.append(f"{usual}{INITIALS}{letters}")
        else:
            found += _every_way(run)
        if len(run) <= _SHORT_RUN:
            found += [INITIALS + piece[1:] for piece in usual.split() if len(piece) == 3]
    return f" {' '.join(found[:-1])} "


def _every_way(run: str) -> list[str]:
    """The terms of a run with characters that are read in several ways: at most sixteen readings of the run, the usual ones first."""
    spelled, initials, several = _tables()
    ways = [(0, "", "")]
    done = 0
    for at, char in enumerate(run):
        if char in several:
            sure = run[done:at]
            syllables, letters = sure.translate(spelled), sure.translate(initials)
            ways = [
                (unusual + (place > 0), f"{before}{syllables}{SYLLABLE}{reading} ", first + letters + reading[0])
                for unusual, before, first in ways for place, reading in enumerate(readings(char))
            ]  # fmt: skip
            ways = sorted(ways, key=lambda way: way[0])[:_MOST_WAYS]
            done = at + 1
    syllables, letters = run[done:].translate(spelled), run[done:].translate(initials)
    found = [f"{before}{syllables}{INITIALS}{first}{letters}" for _, before, first in ways]
    if len(run) <= _SHORT_RUN:
        found += (INITIALS + reading for char in run for reading in readings(char)[1:] if len(reading) == 2)
    return found


def runs(clean: str) -> list[str]:
    """The runs of Chinese characters in a normal text."""
    if clean.isascii():
        return []
    known = _readings().keys()
    if known >= set(clean):
        return [clean] if clean else []
    words = [word for word in clean.split() if not word.isascii()]
    if known >= set("".join(words)):
        return words
    return "".join(char if char in known else " " for char in " ".join(words)).split()


def part(run: str, letters: str, begins: bool = False, within: bool = False) -> tuple[int, int] | None:
    """The characters of a run (from, to) that letters mean, None where they mean none of them.

    `within` takes the initials of characters within the run, too: of a name that stands there in a longer one.
    """
    form = next((form for form in _FORMS if run.endswith(form)), "")
    head = len(run) - len(form)
    if len(letters) > 2 or begins or head + bool(form) <= _SHORT_RUN:
        for start in range(head):
            end = _reach(run, start, letters, _least(len(letters), begins))
            if end:
                return start, end
    starts = range(len(run) - len(letters) + 1) if within else range(1) if len(letters) > 2 or begins or len(run) == 2 else ()
    return next(((at, at + len(letters)) for at in starts if _are_initials(run[at:], letters)), None)


def _reach(run: str, at: int, letters: str, least: int) -> int:
    """Where the characters from `at` on end that the letters spell; 0 where they do not."""
    if not letters:
        return at
    if at == len(run):
        return 0
    for reading in readings(run[at]):
        for typed in (reading, _MEANT[reading]) if reading in _MEANT else (reading,):
            if letters.startswith(typed):
                end = _reach(run, at + 1, letters[len(typed) :], least)
                if end:
                    return end
            elif 0 < least <= len(letters) and typed.startswith(letters):
                return at + 1
    return 0


def _are_initials(run: str, letters: str) -> bool:
    if len(letters) > len(run):
        return False
    return all(any(reading[0] == letter for reading in readings(char)) for char, letter in zip(run, letters, strict=False))


def whole(run: str, letters: str) -> bool:
    """Do letters mean all characters of a run, spelled to the end or by their initials?"""
    return _reach(run, 0, letters, 0) == len(run) or (len(letters) == len(run) > 1 and _are_initials(run, letters))


def opens(run: str, letters: str) -> bool:
    """Do letters mean the first characters of a run, as pinyin that may be unfinished or by their initials?"""
    return bool(_reach(run, 0, letters, 1)) or _are_initials(run, letters)


def alike(run: str, other: str) -> bool:
    """Do two runs of the same length sound the same, some reading of each character the same?"""
    return all(one == two or not set(readings(one)).isdisjoint(readings(two)) for one, two in zip(run, other, strict=True))


def spellings(run: str) -> list[str]:
    """How a run of Chinese characters is spelled in full: at most sixteen ways, the most usual first."""
    if not run:
        return []
    return ["".join(way) for way, _ in zip(product(*map(readings, run)), range(_MOST_WAYS), strict=False)]


def readings(char: str) -> tuple[str, ...]:
    """The ways in which a simplified character is read and typed, the usual one first; none for any other character."""
    return _readings().get(char, ())


@cache
def _tables() -> tuple[dict[int, str], dict[int, str], frozenset[str]]:
    """Each character's usual syllable as a term, its initial, and the characters that are read in several ways."""
    known = _readings()
    spelled = {ord(char): f"{SYLLABLE}{every[0]} " for char, every in known.items()}
    initials = {ord(char): every[0][0] for char, every in known.items()}
    for form, letters in zip(_FORMS, _INITIALS_OF_FORMS, strict=True):
        spelled[ord(_STANDS_FOR[form])], initials[ord(_STANDS_FOR[form])] = f"{SYLLABLE}{_FORMS[form]} ", letters
    return spelled, initials, frozenset(char for char, every in known.items() if len(every) > 1)


@cache
def _readings() -> dict[str, tuple[str, ...]]:
    from pcrm_tools.text.readings import FURTHER, USUAL

    found: dict[str, tuple[str, ...]] = {}
    for syllable, chars in _parts(USUAL):
        found.update(dict.fromkeys(chars, (syllable,)))
    for syllable, chars in _parts(FURTHER):
        for char in chars:
            found[char] = (*found[char], syllable)
    return found


def _parts(table: str) -> Iterator[tuple[str, str]]:
    """Syllables with their characters."""
    for each in table.split(" "):
        size = next(size for size, char in enumerate(each) if char > "z")
        yield each[:size], each[size:]

"""Names of records, contacts and stakeholders that are near to a typed word: for questions that found nothing.

A Latin word is near to a name, to one of its words, or to the pinyin of a Chinese name by the share of letters that they have in
the same order. A Chinese word is near to names, and to parts of longer ones, that sound the same (王方, 王芳), have one other
character (华兴软件, 华星软件), or one more or less.
"""

import re
import sqlite3
from collections.abc import Callable, Iterable
from itertools import chain

from pcrm_tools.store.called import Called, people_called, records_called
from pcrm_tools.text.fold import fold

_LIKE = 0.75
_LIKE_PINYIN = 0.85
_WORD = re.compile(r"[^\W_]{3,}")
_LONGER = 3
_SAME_SOUND, _ONE_OTHER, _SOUNDS_WITHIN, _ONE_MORE, _OTHER_WITHIN = 1.0, 0.95, 0.9, 0.85, 0.8


def near_names(connection: sqlite3.Connection, word: str, most: int = 3) -> list[str]:
    """At most so many names near to a word as they are written, the nearest first; one a record, none that is the word itself."""
    found = near(chain(records_called(connection), people_called(connection)), word)
    nearest: dict[str | int, str] = {}
    for one in found:
        nearest.setdefault(one.shown if one.person else one.n, one.shown)
    return list(dict.fromkeys(nearest.values()))[:most]


def near(names: Iterable[Called], word: str) -> list[Called]:
    """Those of some names that are near to a word, the nearest first."""
    wanted = "".join(fold(word).split())
    if len(wanted) < 2:
        return []
    alike = _like_latin(wanted) if wanted.isascii() else _like_chinese(wanted)
    known: dict[str, float] = {}
    ranked = []
    for one in names:
        if one.name not in known:
            known[one.name] = alike(fold(one.name))
        if known[one.name]:
            ranked.append((-known[one.name], len(one.name), one.shown, one))
    return [one for *_, one in sorted(ranked, key=lambda row: row[:3])]


def _like_latin(wanted: str) -> Callable[[str], float]:
    """How like a name is to Latin letters, 0 where it is not near."""
    from difflib import SequenceMatcher

    from pcrm_tools.text.pinyin import readings, runs, spellings

    matcher = SequenceMatcher(None, "", wanted, autojunk=False)

    def ratio(form: str, least: float) -> float:
        if form[:1] != wanted[0] or abs(len(form) - len(wanted)) > _LONGER:
            return 0.0
        matcher.set_seq1(form)
        return found if matcher.quick_ratio() >= least and (found := matcher.ratio()) >= least else 0.0

    def like(clean: str) -> float:
        if clean == wanted:
            return 0.0
        words = _WORD.findall(clean)
        best = max((ratio(form, _LIKE) for form in ("".join(clean.split()), *words)), default=0.0)
        if not clean.isascii():
            spelled = (run for run in runs(clean) if any(way[0] == wanted[0] for way in readings(run[0])))
            best = max((best, *(ratio(way, _LIKE_PINYIN) for run in spelled for way in spellings(run)[:2])))
        return best

    return like


def _like_chinese(wanted: str) -> Callable[[str], float]:
    """How like a name is to Chinese characters, 0 where it is not near."""
    from pcrm_tools.text.pinyin import alike, runs

    size, chars = len(wanted), frozenset(wanted)

    def like(clean: str) -> float:
        if clean == wanted or clean.isascii():
            return 0.0
        shared = len(chars.intersection(clean))
        return max((of_run(run, shared) for run in runs(clean) if shared or len(run) == size), default=0.0)

    def of_run(run: str, shared: int) -> float:
        if len(run) == size:
            return _SAME_SOUND if alike(run, wanted) else _ONE_OTHER if _others(run, wanted) == 1 else 0.0
        if abs(len(run) - size) == 1 and shared >= 2 and _one_more(*sorted((run, wanted), key=len)):
            return _ONE_MORE
        windows = [run[at : at + size] for at in range(len(run) - size + 1)]
        if any(not chars.isdisjoint(window) and alike(window, wanted) for window in windows):
            return _SOUNDS_WITHIN
        other = size >= _LONGER and shared >= size - 1 and any(_others(window, wanted) == 1 for window in windows)
        return _OTHER_WITHIN if other else 0.0

    return like


def _others(run: str, wanted: str) -> int:
    return sum(map(str.__ne__, run, wanted))


def _one_more(short: str, long: str) -> bool:
    """Is the longer text the shorter one with one character put in?"""
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))

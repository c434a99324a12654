"""The other forms of an English word: plurals, and the endings -s, -ed and -ing of verbs.

Rules by ending, without a dictionary, for words of four letters or more. A word is always sought as the beginning that it is
(`invoice` finds `invoices` by itself), so only forms that do not begin with it are added. Where the ending leaves open what the
word was before (`rating`: rat or rate), both are sought, but as whole words, since `rat` would be the beginning of too much;
a form is sought as a beginning where it has five letters or more, or ends in the `e` that the ending swallowed.

What looks like an ending and is none: -ss, -us and -is (`process`, `status`, `analysis`), -eed (`need`, `speed`), -ing and -ed
after a stem without a vowel (`string`, `king`, `shed`), and the words of _UNCHANGED, whose stem is another word.
"""

_UNCHANGED = frozenset(("news", "goods", "customs", "series", "species", "does", "united", "evening"))
_VOWELS = frozenset("aeiou")
_LONG = 5
_LEAST = 3
_DOUBLED = frozenset("bdgmnprt")


def forms(word: str) -> tuple[list[str], list[str]]:
    """The forms of a lower-case English word, itself among them: those sought as beginnings, and those sought as whole words."""
    if word in _UNCHANGED:
        return [word], []
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        begin, whole = _of_plural(word)
    elif word.endswith("ing") and _is_stem(word[:-3]):
        begin, whole = _of_stem(word[:-3])
    elif word.endswith("ed") and not word.endswith("eed") and _is_stem(word[:-2]):
        begin, whole = _of_stem(word[:-2])
    elif word.endswith(("reed", "teed")) and len(word) > _LONG:
        begin, whole = [word[:-1]], []
    else:
        begin, whole = [], _swallowing(word)
    begin = sorted({word, *begin}, key=lambda form: (len(form), form))
    begin = [form for place, form in enumerate(begin) if not form.startswith(tuple(begin[:place]))]
    return begin, [form for form in dict.fromkeys(whole) if len(form) >= _LEAST and not form.startswith(tuple(begin))]


def _is_stem(stem: str) -> bool:
    """May a verb end so before -ed or -ing? `us` of `used` may, `be` of `being` is left alone."""
    vowel = any(char in _VOWELS or char == "y" for char in stem)
    return vowel and (len(stem) >= _LEAST or (len(stem) == 2 and stem[0] in _VOWELS and stem[1] not in _VOWELS))


def _of_plural(word: str) -> tuple[list[str], list[str]]:
    begin = [base for base in _bases(word) if len(base) >= _LONG]
    whole = [form for base in _bases(word) for form in (base, *_swallowing(base), *(() if base in begin else _conjugated(base)))]
    return begin, whole


def _bases(plural: str) -> list[str]:
    """What a word that ends in -s may be without it."""
    if plural.endswith("ies") and len(plural) >= _LONG:
        return [f"{plural[:-3]}y", *([plural[:-1]] if len(plural) > _LONG else [])]  # companies, movies
    if plural.endswith("zzes"):
        return [plural[:-3]]
    if plural.endswith(("sses", "xes", "shes")):
        return [plural[:-2]]
    if plural.endswith(("ses", "ches", "oes")):
        return [plural[:-1], plural[:-2]]  # cases and buses, caches and branches
    return [plural[:-1]]


def _conjugated(base: str) -> list[str]:
    """The forms in -ed and -ing of a short base, where they hold the whole of it."""
    if base.endswith("e"):
        return [f"{base}d"]
    if base.endswith("y"):
        return [f"{base}ing"]
    doubled = len(base) >= _LEAST and base[-1] in _DOUBLED and base[-2] in _VOWELS and base[-3] not in _VOWELS
    stem = base + base[-1] if doubled else base
    return [f"{stem}ed", f"{stem}ing"]


def _swallowing(base: str) -> list[str]:
    """The forms in which a base loses its last letter: `invoice` invoicing, `company` companies."""
    if base.endswith("e") and not base.endswith(("ee", "oe", "ye", "ie")):
        return [f"{base[:-1]}ing"]
    if len(base) >= _LEAST and base.endswith("y") and base[-2] not in _VOWELS:
        return [f"{base[:-1]}ies", f"{base[:-1]}ied"]
    return []


def _of_stem(stem: str) -> tuple[list[str], list[str]]:
    """The forms of a verb, from what stands before its -ed or -ing."""
    before, last = stem[-2], stem[-1]
    if last == "i":  # supplied
        return [f"{stem}e"], [f"{stem[:-1]}y", f"{stem[:-1]}ying"]
    if last == "y" and before not in _VOWELS:  # supplying
        return [f"{stem[:-1]}ie"], [stem]
    if last == "e":  # agreeing
        return ([stem], []) if len(stem) >= _LONG else ([], [stem, f"{stem}s", f"{stem}d"])
    if last in "uv" or (last == "c" and before != "n") or len(stem) < _LEAST:  # valued, saved, invoiced, used
        return [f"{stem}e"], [f"{stem}ing"]
    whole = [stem, f"{stem}s", f"{stem}ing"]
    if last == before and last in _DOUBLED and len(stem) > _LEAST:  # shipped, but not added
        whole = [stem[:-1], f"{stem[:-1]}s", f"{stem}ing"]
    elif last == before == "l" and sum(char in _VOWELS for char in stem) > 1:  # cancelled, but not called
        whole += [stem[:-1], f"{stem[:-1]}s"]
    return [f"{stem}e"], whole

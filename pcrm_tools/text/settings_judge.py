"""Complaints about settings: their rules, and where a setting stands."""

from collections.abc import Mapping

from pcrm_tools.model.finding import Rule
from pcrm_tools.model.values import Place
from pcrm_tools.text.decode import Reader

FORMAT = Rule(
    "settings-format", "error", "format: {seen} is not known to this version of pcrm", "本版本的 pcrm 不认识格式 {seen}",
    "write `format: 1`", "写成 `format: 1`",
)  # fmt: skip
SETTING = Rule("settings-value", "error", "{name}: `{seen}` {why}", "{name}：`{seen}` {why_zh}", "{want}", "{want_zh}")
RULES = (FORMAT, SETTING)


class Judge:
    """Complains about settings by the dotted names of their places."""

    def __init__(self, reader: Reader, places: Mapping[str, Place]) -> None:
        self.reader, self.places = reader, places

    def place(self, name: str) -> Place:
        """Where a setting stands, else the map around it, else the file's beginning."""
        while name and name not in self.places:
            name = name.rpartition(".")[0]
        return self.places.get(name, Place(1, 1))

    def bad(
        self, where: str, seen: object, why: str, why_zh: str, want: str, want_zh: str, name: str = "", at: Place | None = None
    ) -> None:
        """Notes a value that cannot be used; `name` is what it is called where its place says too much, `at` a place found otherwise."""
        place = at or self.place(where)
        self.reader.say(SETTING, place, name=name or where, seen=str(seen), why=why, why_zh=why_zh, want=want, want_zh=want_zh)

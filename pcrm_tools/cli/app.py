"""What every command is given: the notebook, opened when it is first asked for, today, the language and the output."""

import os
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from pcrm_tools.cli.output import Output
from pcrm_tools.cli.wording import LANGUAGES, Text, environment_language

if TYPE_CHECKING:
    from pathlib import Path

    from pcrm_tools.session import Session


_DAMAGED = Text("the cache is damaged: rebuilding it", "缓存已损坏，正在重建")
_UNHEALABLE = ("locked", "full", "readonly")
_MANY = 100  # files whose change is worth a line: a branch was checked out, or something was pulled
_CAUGHT_UP = Text("caught up with the files: {changed} changed, {removed} gone", "已跟上文件变化：{changed} 个有改动，{removed} 个已删除")
_TOLD = {
    "damaged": _DAMAGED,
    "index damaged": Text("the search index is damaged: rebuilding it", "搜索索引已损坏，正在重建"),
    "waiting": Text("waiting for another pcrm that is writing the cache", "正在等待另一个写缓存的 pcrm"),
    "site waiting": Text("waiting for another pcrm that is building the site", "正在等待另一个生成网站的 pcrm"),
}


class App:
    """One run of the program; `as_of` is the day given by `--as-of`, None where nobody gave one."""

    def __init__(self, environ: Mapping[str, str] | None = None, out: Output | None = None) -> None:
        self.environ = os.environ if environ is None else environ
        self.directory = self.environ.get("PCRM_NOTEBOOK", "")
        self.as_of: date | None = None
        self._asked = ""
        self._session: Session | None = None
        self.out = out or Output(environ=self.environ)
        self.out.lang = self.lang

    @property
    def lang(self) -> str:
        """`en` or `zh`: `--lang`, else the open notebook's language, else the locale's."""
        if self._asked:
            return self._asked
        if self._session is not None and self._session.config.language in LANGUAGES:
            return self._session.config.language
        return environment_language(self.environ) if _has_locale(self.environ) else _system_language()

    @property
    def asked_lang(self) -> str:
        """The language of `--lang`; empty where nobody gave one."""
        return self._asked

    def speak(self, lang: str) -> None:
        """Use this language whatever notebook and locale say."""
        self._asked = self.out.lang = lang

    @property
    def today(self) -> date:
        """The day that everything dated counts from: `--as-of`, else today in the notebook's time zone."""
        if self.as_of is not None:
            return self.as_of
        zone = self._session.config.data.get("timezone") if self._session is not None else ""
        return _today_in(str(zone)) if zone else date.today()

    @property
    def start(self) -> "Path | None":
        """The folder to look for the notebook in: `-C`, else PCRM_NOTEBOOK; None is the current one."""
        from pathlib import Path

        return Path(self.directory) if self.directory else None

    def notice(self, what: str, done: int, total: int) -> None:
        """What long work tells its steps to: so many of so many are done; or what is worth a line of its own."""
        if what in _TOLD:
            self.out.note(_TOLD[what])
        else:
            self.out.progress(what, done, total)

    def session(self) -> "Session":
        """The notebook, opened and fresh; raises PcrmError where there is none or it cannot be read."""
        if self._session is None:
            from pcrm_tools.session import Session

            self._session = Session.open(self.start, self.notice)
            self.out.lang = self.lang
            changed, removed, _, anew = self._session.changes
            if changed + removed >= _MANY and not anew:
                self.out.note(_CAUGHT_UP, changed=f"{changed:,}", removed=f"{removed:,}")
        return self._session

    def heal(self, error: Exception) -> bool:
        """Whether an error says that the cache is damaged; then the cache is thrown away, and the command can run again."""
        damage = type(error).__module__ in ("sqlite3", "json.decoder")
        if self._session is None or not damage or any(word in str(error) for word in _UNHEALABLE):
            return False
        from pcrm_tools.store import cache

        session, self._session = self._session, None
        session.close()
        cache.remove(session.folder)
        self.out.discard()
        self.out.note(_DAMAGED)
        return True

    def reopen(self) -> None:
        """Have the notebook opened anew when it is asked for next."""
        session, self._session = self._session, None
        if session is not None:
            session.close()

    def close(self) -> None:
        """Let go of the notebook."""
        if self._session is not None:
            self._session.close()


def _today_in(zone: str) -> date:
    """Today in a time zone; the clock's own where the system does not know the zone."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    try:
        return datetime.now(ZoneInfo(zone)).date()
    except (KeyError, ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError
        return date.today()


def _has_locale(environ: Mapping[str, str]) -> bool:
    return any(environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))


def _system_language() -> str:
    """The language of a system that sets no locale variables; only Windows has one to ask."""
    if os.name != "nt":
        return "en"
    import ctypes

    # The lower ten bits are the primary language; 4 is Chinese.
    return "zh" if ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF == 4 else "en"  # type: ignore[attr-defined,unused-ignore]

"""Messages and progress: what goes to stderr, so that data stays alone on stdout."""

from collections.abc import Mapping
from typing import IO, TYPE_CHECKING

from pcrm_tools.cli.streams import encoding_of, is_terminal, screen_size, wants_colour
from pcrm_tools.cli.table import cut
from pcrm_tools.cli.wording import Text, escape, fill

if TYPE_CHECKING:
    from pcrm_tools.cli.progress import Progress


class Messages:
    """The side of an Output that speaks to the person at the prompt."""

    def __init__(self, stderr: IO[str] | None, environ: Mapping[str, str], lang: str) -> None:
        self.environ = environ
        self.lang = lang
        self.verbose = 0
        self._stderr = stderr
        self._colour_notes = wants_colour(stderr, environ)
        self._clearing = ""  # what removes the passing line that is on the screen
        self._progress: Progress | None = None

    def flush(self) -> None:
        """Hand over the data that came before a message."""

    def mute(self) -> None:
        """No messages from here on."""
        self._stderr = None

    def note(self, message: str | Text, **values: object) -> None:
        """One line on stderr; a Text is shown in the user's language with its places filled."""
        self.say("", message, **values)

    def detail(self, message: str | Text, **values: object) -> None:
        """A note that only `-v` shows."""
        if self.verbose:
            self.note(message, **values)

    def error(self, message: str | Text, **values: object) -> None:
        """One line on stderr that begins with the program's name: why a command did not do its work."""
        self.say("error", message, **values)

    def say(self, style: str, message: str | Text, **values: object) -> None:
        """A message on stderr; style `error` puts `pcrm:` in front."""
        template = message if isinstance(message, str) else message.of(self.lang)
        text = escape(fill(template, values) if values else template, lines=True)
        if style == "error":
            start = "\x1b[31mpcrm:\x1b[0m " if self._colour_notes else "pcrm: "
            text = start + text.replace("\n", " ")
        self.flush()
        self.message(text + "\n")

    def message(self, text: str) -> None:
        """Text on stderr as it is; lost quietly where stderr is closed or its reader has gone."""
        if self._stderr is None:
            return
        encoding = encoding_of(self._stderr)
        try:
            self._stderr.write(self._clearing + text.encode(encoding, "backslashreplace").decode(encoding))
            self._stderr.flush()
        except (OSError, ValueError):
            self._stderr = None
        self._clearing = ""

    def draw(self, text: str) -> None:
        """Show a passing line on stderr, where stderr is a terminal; the next message takes its place, an empty one clears it."""
        if (text or self._clearing) and is_terminal(self._stderr):
            self.message(cut(escape(text), screen_size(self._stderr, self.environ)[0] - 1))
            self._clearing = "\r\x1b[K" if text else ""

    def progress(self, what: str, done: int, total: int) -> None:
        """So many steps of long work (`reading`, `indexing`, …) are done; what a Session takes as its notice."""
        if self._progress is None:
            from pcrm_tools.cli.progress import Progress

            self._progress = Progress(self)
        self._progress.step(what, done, total)

    def end_progress(self) -> None:
        """The long work is over."""
        if self._progress is not None:
            self._progress.end()

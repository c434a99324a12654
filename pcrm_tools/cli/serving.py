"""The site served on this machine while the notebook is watched, and its open pages told of each build."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from pcrm_tools.cli.app import App
from pcrm_tools.cli.watching import INTERRUPTED, Ended, Watching, ending
from pcrm_tools.cli.wording import Text
from pcrm_tools.errors import WrongUse

if TYPE_CHECKING:
    from pcrm_tools.keeping import Build, Update
    from pcrm_tools.site.build import Built
    from pcrm_tools.site.live import Live
    from pcrm_tools.site.serve import Server

Say = Callable[["Built"], None]

_SERVING = Text(
    "serving {path} at {url} (this machine only); Ctrl-C ends it", "正在 {url} 提供 {path}（仅限本机），按 Ctrl-C 结束"
)
_TAKEN = Text("port {port} is in use: try --port {free}", "端口 {port} 已被占用：可用 --port {free}")
_REFUSED = Text("port {port} cannot be used: {why}", "端口 {port} 无法使用：{why}")


class Serving:
    """One run of the server: an app, what builds the site, and the port (0: any free one)."""

    def __init__(self, app: App, build: "Build", port: int, say: Say) -> None:
        """`say` tells of the first build. Raises WrongUse where the port cannot be had: before anything is built."""
        self.app, self.build, self.port, self.say = app, build, port, say
        self._thread: threading.Thread | None = None

    def run(self, watch: bool, polling: bool, opened: bool) -> int:
        """Builds and serves until a signal; the exit code."""
        from pcrm_tools.site.live import Live

        live = Live() if watch else None
        server = self._bound(live)
        try:
            if live is None:
                return self._until_asked(server, opened)
            form = "jsonl" if self.app.out.format == "json" else "text"
            watching = Watching(self.app, self.build, live.tell, form)
            return watching.run(polling, lambda update: self._begin(server, update, opened))
        finally:
            if live:
                live.close()
            if self._thread:
                server.shutdown()
                self._thread.join(5)
            server.server_close()

    def _bound(self, live: "Live | None") -> "Server":
        from pcrm_tools.site.serve import make_server, next_free

        try:
            return make_server(Path(), self.port, live)
        except OSError as problem:
            free = next_free(self.port)
            if free is not None:
                raise WrongUse(*_TAKEN, port=self.port, free=free) from problem
            raise WrongUse(*_REFUSED, port=self.port, why=problem.strerror) from problem

    def _until_asked(self, server: "Server", opened: bool) -> int:
        try:
            with ending():
                self._serve(server, self.build(self.app.session()), opened)
                threading.Event().wait()
        except KeyboardInterrupt:
            return INTERRUPTED
        except Ended as asked:
            return asked.code
        return 0

    def _begin(self, server: "Server", update: "Update", opened: bool) -> None:
        if update.problem:  # there is nothing to serve yet
            raise update.problem
        assert update.site is not None
        self._serve(server, update.site, opened)

    def _serve(self, server: "Server", built: "Built", opened: bool) -> None:
        self.say(built)
        self.app.out.flush()
        server.folder = Path(built.path)
        self._thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.2}, daemon=True)
        self._thread.start()
        self.app.out.note(_SERVING, path=built.path, url=server.url)
        if opened:
            import webbrowser

            webbrowser.open(server.url)

"""A headless Chromium driven over a pipe: enough to open pages, press keys and see what was asked for."""

import fcntl
import json
import os
import subprocess
import time
from pathlib import Path
from typing import Any

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-extensions",
    "--disable-component-update", "--disable-sync", "--no-default-browser-check", "--hide-scrollbars", "--remote-debugging-pipe",
)  # fmt: skip
PATIENCE = 30.0


class Chromium:
    """One browser with one page."""

    def __init__(self, program: str, profile: Path) -> None:
        to_read, self._to = os.pipe()
        self._from, to_write = os.pipe()

        def wire() -> None:
            far = [fcntl.fcntl(end, fcntl.F_DUPFD, 64) for end in (to_read, to_write)]
            os.dup2(far[0], 3)
            os.dup2(far[1], 4)

        self._process = subprocess.Popen(
            [program, *FLAGS, f"--user-data-dir={profile}", "about:blank"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            close_fds=False,
            preexec_fn=wire,
        )
        os.close(to_read)
        os.close(to_write)
        os.set_blocking(self._from, False)
        self._buffer, self._number, self.events = b"", 0, list[dict[str, Any]]()
        self._session = ""
        pages = [t for t in self.call("Target.getTargets")["targetInfos"] if t["type"] == "page"]
        self._session = self.call("Target.attachToTarget", targetId=pages[0]["targetId"], flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.call(f"{domain}.enable")
        self.call("Emulation.setFocusEmulationEnabled", enabled=True)

    def call(self, method: str, /, **parameters: Any) -> dict[str, Any]:
        """One command and its answer; what happens meanwhile is kept in `events`."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            received = self._receive()
            self.events += [message for message in received if "id" not in message]
            for answer in (message for message in received if message.get("id") == self._number):
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return dict(answer["result"])
        raise TimeoutError(method)

    def _receive(self) -> list[dict[str, Any]]:
        try:
            data = os.read(self._from, 1 << 20)
            if not data:
                raise RuntimeError("the browser has gone")
            self._buffer += data
        except BlockingIOError:
            time.sleep(0.005)
        *messages, self._buffer = self._buffer.split(b"\0")
        return [json.loads(message) for message in messages if message]

    def before(self, source: str) -> None:
        """A script that runs before any of a page's own."""
        self.call("Page.addScriptToEvaluateOnNewDocument", source=source)

    def open(self, url: str, settle: float = 0.3) -> None:
        """Opens a page and waits until it has loaded."""
        if "#" in url and self.evaluate("location.href").partition("#")[0] == url.partition("#")[0]:
            self.open("about:blank", settle=0)  # a new mark alone loads nothing
        self.events.clear()
        self.call("Page.navigate", url=url)
        end = time.monotonic() + PATIENCE
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.call("Runtime.evaluate", expression="1")
            if time.monotonic() > end:
                raise TimeoutError(url)
        self.wait(settle)

    def wait(self, seconds: float) -> None:
        """Lets the page go on."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.call("Runtime.evaluate", expression="1")
            time.sleep(0.02)

    def evaluate(self, expression: str) -> Any:
        """The value of an expression in the page; promises are awaited."""
        found = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in found:
            raise RuntimeError(json.dumps(found["exceptionDetails"])[:600])
        return found["result"].get("value")

    def until(self, expression: str) -> Any:
        """The value of an expression as soon as it is true."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            value = self.evaluate(expression)
            if value:
                return value
            time.sleep(0.03)
        raise TimeoutError(expression)

    def press(self, key: str) -> None:
        """One key: a character, or a name such as ArrowDown."""
        codes = {"Enter": 13, "Escape": 27, "ArrowDown": 40, "ArrowUp": 38, "Tab": 9}
        extra = (
            {"text": key}
            if len(key) == 1
            else {"windowsVirtualKeyCode": codes[key], "code": key, **({"text": "\r"} if key == "Enter" else {})}
        )
        self.call("Input.dispatchKeyEvent", type="keyDown", key=key, **extra)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key)

    def type(self, text: str) -> None:
        """Text into what has the focus."""
        self.call("Input.insertText", text=text)

    def requests(self) -> list[str]:
        """The addresses that the page has asked for."""
        return [event["params"]["request"]["url"] for event in self.events if event.get("method") == "Network.requestWillBeSent"]

    def complaints(self) -> list[str]:
        """What the console shows: errors, refusals by the policy, uncaught exceptions."""
        found = [
            event["params"]["entry"]["text"]
            for event in self.events
            if event.get("method") == "Log.entryAdded" and event["params"]["entry"]["level"] in ("error", "warning")
        ]
        return found + [
            str(event["params"]["exceptionDetails"]) for event in self.events if event.get("method") == "Runtime.exceptionThrown"
        ]

    def screen(self, width: int, height: int, *, dark: bool = False, phone: bool = False) -> None:
        """The size of the window and what the system prefers."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=phone)
        self.call(
            "Emulation.setEmulatedMedia",
            media="",
            features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}],
        )

    def shot(self, path: Path) -> None:
        """A picture of the window."""
        import base64

        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"]))

    def on_paper(self) -> None:
        """Styles as they are for printing, and what pages do before it; `screen` takes it back."""
        self.call("Emulation.setEmulatedMedia", media="print")
        self.evaluate("window.dispatchEvent(new Event('beforeprint'))")

    def printed(self) -> bytes:
        """The page as a PDF."""
        import base64

        return base64.b64decode(self.call("Page.printToPDF", printBackground=True)["data"])

    def close(self) -> None:
        """Ends the browser."""
        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._to)
        os.close(self._from)

"""A headless Chromium, driven through the WebDriver protocol by the standard library."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--window-size=1400,900",
)  # fmt: skip


def programs() -> tuple[str, str]:
    """Return Chromium and its driver; skip the test where they are missing and not required."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    if browser is None or driver is None:
        assert not os.environ.get("REQUIRE_CHROMIUM"), "chromium or chromedriver is not installed"
        pytest.skip("chromium and chromedriver are not installed")
    return browser, driver


class Browser:
    """One window."""

    def __init__(self, address: str, session: str) -> None:
        self.base = f"{address}/session/{session}"

    def open(self, page: Path) -> None:
        """Open a file and wait until its script has run."""
        call(f"{self.base}/url", {"url": page.as_uri()})
        for _ in range(100):
            if self.run("return document.body.dataset.ready === 'yes'"):
                return
            time.sleep(0.05)
        pytest.fail("the page's script did not run to its end")

    def run(self, script: str, *arguments: Any) -> Any:  # noqa: ANN401 - any JSON
        """Run JavaScript in the page and return its result."""
        return call(f"{self.base}/execute/sync", {"script": script, "args": list(arguments)})

    def act(self, actions: list[dict[str, Any]]) -> None:
        """Move and press the real pointer."""
        pointer = {
            "type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"},
            "actions": actions,
        }  # fmt: skip
        call(f"{self.base}/actions", {"actions": [pointer]})

    def logs(self) -> list[str]:
        """Return what the page wrote to the console as errors."""
        entries = call(f"{self.base}/se/log", {"type": "browser"})
        return [entry["message"] for entry in entries if entry["level"] == "SEVERE"]


def call(address: str, body: dict[str, Any] | None = None) -> Any:  # noqa: ANN401 - any JSON
    data = None if body is None else json.dumps(body).encode()
    request = Request(address, data, {"Content-Type": "application/json"})  # noqa: S310 - our own driver
    with urlopen(request, timeout=60) as answer:  # noqa: S310 - see above
        return json.load(answer)["value"]


@contextmanager
def opened(profile: Path) -> Iterator[Browser]:
    """Start the driver and a browser with a fresh profile; end both."""
    browser, driver = programs()
    process = subprocess.Popen(  # noqa: S603 - a program found on this machine
        [driver, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        address = f"http://127.0.0.1:{_port(process)}"
        options = {"binary": browser, "args": [*FLAGS, f"--user-data-dir={profile}"]}
        wanted = {"browserName": "chrome", "goog:chromeOptions": options,
                  "goog:loggingPrefs": {"browser": "ALL"}}  # fmt: skip
        session = call(f"{address}/session", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]
        yield Browser(address, session)
        delete(f"{address}/session/{session}")
    finally:
        process.terminate()
        process.wait(timeout=20)
        if process.stdout:
            process.stdout.close()


def delete(address: str) -> None:
    with suppress(URLError):
        urlopen(Request(address, method="DELETE"), timeout=20).close()  # noqa: S310 - our own driver


def _port(process: "subprocess.Popen[str]") -> int:
    assert process.stdout is not None
    for line in process.stdout:
        if "started successfully on port" in line:
            return int(line.rstrip().rstrip(".").rpartition(" ")[2])
    pytest.fail("chromedriver did not start")

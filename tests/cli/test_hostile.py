"""Bad arguments, streams and networks: each with the exit status and words that answer it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.commands import Ran, running

RUN = [sys.executable, "-m", "resnet_inspect"]

NET = """
import atexit, os, signal, sys, time
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)
        {construct}

    def forward(self, x):
        {forward}
        return self.conv(x)

    {method}
"""


def run(
    *words: str, folder: Path | None = None, scratch: str = ""
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(  # noqa: S603 - our own command
        [*RUN, *words], cwd=folder, capture_output=True, text=True, check=False, timeout=120,
        stdin=subprocess.DEVNULL, env={**os.environ, **({"TMPDIR": scratch} if scratch else {})},
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done


ARGUMENTS = [
    (["resnet18", "-i", "1000000000000"], 2, "is no size"),
    (["resnet18", "-i", "900000000"], 2, "is too large"),
    (["resnet18", "-i", "9" * 5001], 2, "is no size"),
    (["resnet18", "-i", "0"], 2, "is no size"),
    (["resnet18", "-i", "64", "--timeout", "nan"], 2, "timeout"),
    (["resnet18", "-i", "64", "--timeout", "1e400"], 0, ""),
    (["resnet18", "-i", "64", "--lanes", str(10**12)], 0, ""),
    (["resnet18", "-i", "64", "--columns=-all"], 2, "no column is left"),
    ([f"{'a' * 5000}.py"], 2, "there is no file"),
    (["loop.py"], 2, "there is no file"),
]


@pytest.fixture
def here(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., Ran]:
    """Return a function that runs a command in this process, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return running(capsys, monkeypatch)


@pytest.mark.parametrize(("words", "status", "said"), ARGUMENTS)
def test_bad_arguments(words: list[str], status: int, said: str, here: Callable[..., Ran]) -> None:
    Path("loop.py").symlink_to("loop.py")
    ran = here("inspect", *words)
    assert (ran.status, said in ran.err) == (status, True), ran.err


def test_a_misspelled_command_is_answered(tmp_path: Path) -> None:
    done = run("diagarm", "resnet18", folder=tmp_path)
    assert done.returncode == 2
    assert "there is no command `diagarm`" in done.stderr


CODE = [
    ("os._exit(0)", "pass", "", 1, "ended its process, exit status 0"),
    ("pass", "os._exit(3)", "", 1, "ended its process, exit status 3"),
    ("pass", "os.abort()", "", 1, "ended its process: SIGABRT"),
    ("pass", "os.kill(os.getpid(), signal.SIGSEGV)", "", 1, "ended its process: SIGSEGV"),
    ("signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])", "time.sleep(99)", "", 1,
     "could not be interrupted"),
    ("pass", "signal.setitimer(signal.ITIMER_REAL, 0); time.sleep(99)", "", 1,
     "could not be interrupted"),
    ("sys.stdout.close()", "pass", "", 0, ""),
    ("os.close(1)", "pass", "", 2, "the output cannot be written"),
    ("atexit.register(time.sleep, 99)", "pass", "", 0, ""),
    ("pass", "os.fork() or time.sleep(99)", "", 0, ""),
    ("os.closerange(3, 99)", "signal.pthread_sigmask(signal.SIG_BLOCK, [14]); time.sleep(9)", "",
     1, "could not be interrupted"),
]  # fmt: skip


@pytest.mark.parametrize(("construct", "forward", "method", "status", "said"), CODE)
def test_hostile_networks(
    construct: str, forward: str, method: str, status: int, said: str, tmp_path: Path
) -> None:
    text = NET.format(construct=construct, forward=forward, method=method)
    (tmp_path / "net.py").write_text(text, encoding="utf-8")
    done = run("net.py", "-i", "32", "--timeout", "2", folder=tmp_path)
    assert (done.returncode, said in done.stderr) == (status, True), done.stderr
    if not status:
        assert "Conv 3×3" in done.stdout


def test_a_network_that_cannot_be_stopped_stops_no_other(tmp_path: Path) -> None:
    forward = "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM]); time.sleep(99)"
    for name, code in (("a.py", forward), ("b.py", "pass"), ("c.py", "os.abort()")):
        text = NET.format(construct="pass", forward=code, method="")
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "scratch").mkdir()
    done = run("lint", ".", "--timeout", "1", "--fast", folder=tmp_path, scratch="scratch")
    assert done.returncode == 2
    assert "a.py: the network's code did not end within 1 s, and could not be" in done.stderr
    assert "c.py: its process ended with the signal SIGABRT" in done.stderr
    assert "2 networks could not be run" in done.stdout
    assert not list((tmp_path / "scratch").iterdir())


def test_the_death_of_a_network_is_not_called_clean(tmp_path: Path) -> None:
    text = NET.format(construct="pass", forward="os._exit(0)", method="")
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert run("lint", "a.py", folder=tmp_path).returncode == 2
    assert run("lint", "a.py", "b.py", folder=tmp_path).returncode == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("target", ["resnet18", "net.py"])
def test_a_stream_that_takes_nothing(target: str, tmp_path: Path) -> None:
    text = NET.format(construct="pass", forward="pass", method="")
    (tmp_path / "net.py").write_text(text, encoding="utf-8")
    for stream, said in ((">/dev/full", "No space left"), (">&-", "cannot be written")):
        done = subprocess.run(  # noqa: S602 - the shell closes the stream
            f"{sys.executable} -m resnet_inspect {target} -i 32 {stream}",
            shell=True, cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (done.returncode, said in done.stderr) == (2, True), done.stderr
        assert "Traceback" not in done.stderr


def test_a_current_folder_that_is_gone(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    done = subprocess.run(  # noqa: S602 - the shell removes the folder that it stands in
        f"rmdir ../gone; {sys.executable} -m resnet_inspect resnet18 -i 32",
        shell=True, cwd=gone, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode in {0, 2}
    assert "Traceback" not in done.stderr


NAMED = """
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)
        self.add_module("a\\\\input{x}\\n_%$&<script>\\ud800", nn.BatchNorm2d(4))

    def forward(self, x):
        for part in self.children():
            x = part(x)
        return {"b\\n\\\\input{y}<script>\\ud800": x}
"""


@pytest.mark.parametrize("kind", ["plain", "markdown", "csv", "json", "html", "latex"])
def test_odd_names_reach_no_format_as_code(kind: str, here: Callable[..., Ran]) -> None:
    Path("net.py").write_text(NAMED, encoding="utf-8")
    ran = here("inspect", "net.py", "-i", "32", "-f", kind, "-o", "out")
    assert ran.status == 0, ran.err
    text = Path("out").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("%")]
    if kind == "latex":
        assert not any("\\input" in line for line in lines)
    if kind == "html":
        assert "<script>" not in text


@pytest.mark.parametrize("kind", ["frames", "concise", "json", "sarif", "github", "markdown"])
def test_odd_names_break_no_format_of_findings(kind: str, here: Callable[..., Ran]) -> None:
    Path("net.py").write_text(NAMED, encoding="utf-8")
    assert here("lint", "net.py", "-i", "32", "-f", kind, "-o", "out").status in {0, 1}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["resnet18", "-i", "64", "-f", "json", "--sort", "macs"], "--sort has no effect on JSON"),
        (["trace.json", "--train"], "its input, arguments and mode are fixed"),
    ],
)
def test_an_option_without_effect_is_refused(
    words: list[str], said: str, here: Callable[..., Ran]
) -> None:
    assert here("inspect", "resnet18", "-i", "64", "-o", "trace.json").status == 0
    ran = here("inspect", *words)
    assert (ran.status, said in ran.err) == (2, True)


def test_at_the_level_of_operators_nothing_is_folded(here: Callable[..., Ran]) -> None:
    ran = here("inspect", "resnet18", "-i", "64", "--level", "op")
    assert ran.out.count("Conv ") == 20
    assert "BasicBlock ×" not in ran.out


def test_other_tools_are_asked_about_the_input_that_was_given(tmp_path: Path) -> None:
    assert "1×3×64×64" in run("resnet18", "--cross-check", "-i", "64", folder=tmp_path).stdout

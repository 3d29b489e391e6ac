"""Bad input: a message that says what to do, on standard error, and no traceback of ours."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent, indent

import pytest

import resnet_inspect
from tests.cli.commands import Ran, running

OURS = str(Path(resnet_inspect.__file__).parent)
FINDING, USAGE, INTERRUPTED = 1, 2, 130

Run = Callable[..., Ran]
Write = Callable[[str], str]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs a command in this process."""
    return running(capsys, monkeypatch)


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Return a function that writes net.py into the current folder, and returns its name."""
    monkeypatch.chdir(tmp_path)

    def written(text: str) -> str:
        Path("net.py").write_text(dedent(text), encoding="utf-8")
        return "net.py"

    return written


def net(forward: str = "return self.conv(x)", construct: str = "pass") -> str:
    """Return a file with one network of one convolution."""
    return (
        "import logging, os, signal, sys, time, warnings\nimport torch\nfrom torch import nn\n\n\n"
        "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.conv = nn.Conv2d(3, 8, 3)\n"
        + indent(dedent(construct).strip() + "\n", " " * 8)
        + "\n    def forward(self, x):\n"
        + indent(dedent(forward).strip() + "\n", " " * 8)
    )


def line_of(text: str, part: str) -> int:
    """Return the line of ``part`` in a text."""
    return text[: text.index(part)].count("\n") + 1


def refused(ran: Ran, status: int = USAGE) -> str:
    """Check that a command printed nothing but a message; return it."""
    assert (ran.status, ran.out) == (status, "")
    assert OURS not in ran.err
    assert "error: " in ran.err
    return ran.err


SEVERAL = "from torch import nn\n" + "".join(
    f"class {name}(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
    "        self.conv = nn.Conv2d(3, 8, 3)\n    def forward(self, x):\n"
    "        return self.conv(x)\n"
    for name in ("Encoder", "Decoder")
)


# -- targets that name no network ----------------------------------------------------------


@pytest.mark.parametrize("command", ["inspect", "residuals", "diagram", "table"])
def test_an_unknown_name_is_answered_with_the_nearest(run: Run, command: str) -> None:
    said = refused(run(command, "resnet5O"))
    assert "there is no network named `resnet5O`" in said
    assert "resnet50 or" in said.partition("Did you mean ")[2]
    assert "`resnet-inspect list` shows all names" in said


@pytest.mark.parametrize("command", ["inspect", "residuals", "diagram", "table"])
def test_a_missing_file_is_named_with_the_folder_it_was_looked_for(
    run: Run, command: str, write: Write
) -> None:
    write("")
    said = refused(run(command, "nte.py"))
    assert "there is no file at `nte.py`" in said
    assert f"Paths start from the current folder, {Path.cwd()}" in said


def test_a_syntax_error_is_shown_with_its_line(run: Run, write: Write) -> None:
    said = refused(run("inspect", write("x = 1\nclass Net(:\n    pass\n")))
    assert "`net.py` could not be imported: " in said
    assert "net.py:2\n    class Net(:" in said


def test_a_file_may_have_a_colon_in_its_name(run: Run, write: Write) -> None:
    Path(write(net())).rename("a:b.py")
    assert run("inspect", "a:b.py", "-i", "32").status == 0


def test_what_is_no_text_has_no_line(run: Run, write: Write) -> None:
    said = refused(run("inspect", write("a\0b")))
    assert "null bytes" in said
    assert "None" not in said


def test_a_file_without_a_module_says_so(run: Run, write: Write) -> None:
    said = refused(run("inspect", write("width = 64\n\n\ndef f(x):\n    return 1")))
    assert "`net.py` defines no nn.Module class and no function that returns one" in said
    assert "my.py:Net" in said


def test_several_networks_are_listed_with_a_command_to_run(run: Run, write: Write) -> None:
    said = refused(run("inspect", write(SEVERAL)))
    assert "holds several networks: Encoder, Decoder" in said
    assert "hint: Name one: resnet-inspect net.py:Encoder" in said


def test_a_damaged_trace_is_a_usage_error(run: Run, write: Write) -> None:
    write("")
    Path("t.json").write_text('{"version": 1, "nodes": [')
    assert "error: `t.json`: this is no JSON" in refused(run("inspect", "t.json"))


@pytest.mark.parametrize(
    ("size", "said"),
    [
        ("224x", "is no size"),
        ("0", "is no size"),
        ("-5", "is no size"),
        ("big", "is no size"),
    ],
)
def test_a_size_that_cannot_be_read_is_answered_with_examples(
    run: Run, write: Write, size: str, said: str
) -> None:
    message = refused(run("inspect", write(net()), f"--input={size}"))
    assert said in message
    assert "3x224x224" in message


def test_a_second_input_that_forward_does_not_take_is_answered_with_its_signature(
    run: Run, write: Write
) -> None:
    said = refused(run("inspect", write(net()), "--input", "32", "--input", "32"))
    assert "forward takes 1 input, 2 were given: forward(x)" in said


def test_an_argument_without_a_value_is_a_usage_error(run: Run, write: Write) -> None:
    assert "width" in refused(run("inspect", write(net()), "--arg", "width"))


MADE = """
from torch import nn


class Net(nn.Module):
    def __init__(self, width, class_num, **more):
        super().__init__()
        self.head = nn.Sequential(nn.Conv2d(3, width, 1), nn.Flatten(), nn.LazyLinear(class_num))

    def forward(self, x):
        return self.head(x)


def anything(**settings):
    return Net(**settings)


def small(n_classes, pretrained):
    return Net(8, n_classes)
"""


def test_what_a_factory_of_any_arguments_lacks_is_asked_for(run: Run, write: Write) -> None:
    said = refused(run("inspect", f"{write(MADE)}:anything", "--input", "32"))
    assert "--arg width=" in said


def test_arguments_that_everybody_gives_alike_are_given(run: Run, write: Write) -> None:
    ran = run("inspect", f"{write(MADE)}:small", "--input", "32")
    assert (ran.status, "1×1000" in ran.out) == (0, True), ran.err


# -- code that fails -----------------------------------------------------------------------


def test_a_raising_constructor_shows_the_users_traceback(run: Run, write: Write) -> None:
    text = net(construct="raise ValueError('no such width')")
    said = refused(run("inspect", write(text)), FINDING)
    first, place, *_ = said.splitlines()
    assert first == "Traceback (most recent call last):"
    assert place.endswith(f'net.py", line {line_of(text, "raise")}, in __init__')
    assert "error: `Net` could not be built: ValueError: no such width" in said


def test_a_hang_ends_with_its_line(run: Run, write: Write) -> None:
    text = net("while True: time.sleep(0.01)")
    said = refused(run("inspect", write(text), "--timeout", "0.3"), FINDING)
    assert "did not end within 0.3 s" in said
    assert f"net.py:{line_of(text, 'while')}, in forward" in said
    assert "--timeout 300" in said


@pytest.mark.parametrize(
    ("forward", "size", "said"),
    [
        ("return self.conv(x)", "4x32x32", "4"),
        ("return self.conv(self.conv(x))", "32", "8"),
        ("return self.conv(x)", "2", "1×3×2×2"),
        ("return self.conv(x).view(1, 7)", "32", "view"),
        ("raise LookupError('mine')", "32", "LookupError: mine"),
        ("return self.forward(x)", "32", "RecursionError"),
        ("sys.exit(5)", "32", "SystemExit"),
    ],
    ids=["channels", "channels inside", "size", "reshape", "own exception", "recursion", "exit"],
)
def test_a_failing_forward_is_a_row_of_the_table_with_its_line(
    run: Run, write: Write, forward: str, size: str, said: str
) -> None:
    text = net(forward)
    ran = run("inspect", write(text), "--input", size, "--width", "140")
    assert ran.status == FINDING
    assert said in ran.out
    assert f"net.py:{line_of(text, forward)}" in ran.out
    assert "Traceback" not in ran.out + ran.err
    assert OURS not in ran.out + ran.err


@pytest.mark.parametrize("result", ["[1, 'two', None]", "None", "{'logits': object()}", "3.5"])
def test_a_forward_that_returns_no_tensor_is_shown(run: Run, write: Write, result: str) -> None:
    ran = run("inspect", write(net(f"y = self.conv(x)\nreturn {result}")))
    assert (ran.status, ran.err) == (0, "")
    assert "conv" in ran.out


NOISE = """
print("printed")
sys.stdout.write("written")
os.write(1, b"")
logging.getLogger("net").warning("logged")
warnings.warn("warned")
return self.conv(x)
"""


@pytest.mark.parametrize("command", ["inspect", "residuals"])
def test_what_a_network_says_does_not_mix_with_the_table(
    run: Run, write: Write, command: str
) -> None:
    quiet = run(command, write(net()), "--format", "csv")
    noisy = run(command, write(net(NOISE, construct="print('built')")), "--format", "csv")
    assert noisy.status == quiet.status == 0
    assert noisy.out == quiet.out
    for word in ("built", "printed", "written"):
        assert word in noisy.err


@pytest.fixture
def listening() -> Iterator[None]:
    """Let SIGINT arrive: a shell starts what it runs in the background deaf to it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("listening")
@pytest.mark.parametrize("place", ["forward", "construct"])
def test_ctrl_c_ends_the_command_without_a_traceback(run: Run, write: Write, place: str) -> None:
    press = "os.kill(os.getpid(), signal.SIGINT)\ntime.sleep(5)\n"
    parts = {place: press + ("return self.conv(x)" if place == "forward" else "")}
    before = signal.getsignal(signal.SIGALRM)
    ran = run("inspect", write(net(**parts)))
    assert (ran.status, ran.out, ran.err) == (INTERRUPTED, "", "interrupted\n")
    assert signal.getsignal(signal.SIGALRM) == before


# -- output --------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["inspect", "residuals"])
@pytest.mark.parametrize("path", ["missing/t.md", "net.py/t.md", "."])
def test_an_output_that_cannot_be_written_is_a_usage_error(
    run: Run, write: Write, command: str, path: str
) -> None:
    said = refused(run(command, write(net()), "-f", "markdown", "-o", path))
    assert "cannot be written" in said
    assert not Path("missing").exists()


def test_an_existing_output_survives_a_failing_command(run: Run, write: Write) -> None:
    file = write(net(construct="raise ValueError"))
    Path("t.md").write_text("old")
    run("inspect", file, "-o", "t.md")
    assert Path("t.md").read_text() == "old"


# -- the process ---------------------------------------------------------------------------


def test_the_process_ends_with_the_status_of_its_command() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", "from resnet_inspect.cli.main import run; run()", "no_such.py"],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (ended.returncode, ended.stdout) == (USAGE, "")
    assert ended.stderr.startswith("error: `no_such.py`: there is no file")

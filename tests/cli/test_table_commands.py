"""``inspect`` and ``residuals``, on saved traces: no torch is needed to show them."""

import csv
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest

from resnet_inspect.cli.main import BROKEN_PIPE, command_line, status_of
from resnet_inspect.graph import ConvAttrs, Failure, Graph, OpKind, SourceSpan
from resnet_inspect.graph.codec import dumps, loads
from tests.builders import GraphBuilder

Run = Callable[..., "Ran"]


@dataclass
class Ran:
    """What a command did."""

    status: int
    out: str
    err: str


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs a command in this process."""
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("NO_COLOR", "1")

    def running(*words: str) -> Ran:
        app = command_line([words[0]])
        status = status_of(lambda: app(args=list(words), prog_name="resnet-inspect"))
        printed = capsys.readouterr()
        return Ran(status, printed.out, printed.err)

    return running


def good() -> Graph:
    build = GraphBuilder()
    x = build.conv(build.input((1, 8, 4, 4)), 8)
    for number in range(3):
        build.enter(f"blocks.{number}", "BasicBlock")
        x = build.add(build.conv(build.relu(build.conv(x, 8)), 8), x)
        build.leave()
    return build.graph(x)


def broken() -> Graph:
    build = GraphBuilder()
    x = build.conv(build.input((1, 8, 4, 4)), 8)
    attrs = ConvAttrs(in_channels=4, out_channels=8, kernel_size=(1, 1))
    bad = build.op("conv2d", OpKind.CONV, x, shape=(1,), attrs=attrs)
    whole = build.graph(x)
    last = whole.nodes[bad.node]
    fields = {name: getattr(last, name) for name in last.__dataclass_fields__}
    failed = type(last)(**{**fields, "outputs": ()})
    failure = Failure(
        type="RuntimeError", message="Invalid channel dimensions", node=failed.id, call=failed.call,
        frames=(SourceSpan("/net/net.py", 8, function="forward"),),
    )  # fmt: skip
    return Graph(
        run=whole.run, nodes=(*whole.nodes[:-1], failed), calls=whole.calls, modules=whole.modules,
        failures=(failure,), complete=False,
    )  # fmt: skip


@pytest.fixture
def trace(tmp_path: Path) -> str:
    """Return the path of a saved trace."""
    path = tmp_path / "t.json"
    path.write_text(dumps(good()), encoding="utf-8")
    return str(path)


@pytest.fixture
def broken_trace(tmp_path: Path) -> str:
    """Return the path of a saved trace whose forward pass failed."""
    path = tmp_path / "broken.json"
    path.write_text(dumps(broken()), encoding="utf-8")
    return str(path)


def test_inspect_prints_the_table(run: Run, trace: str) -> None:
    ran = run("inspect", trace)
    assert (ran.status, ran.err) == (0, "")
    assert "⊕×3" in ran.out
    assert "BasicBlock ×3" in ran.out


def test_pipe_gets_no_escape_sequences(
    run: Run, trace: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR")
    assert "\x1b" not in run("inspect", trace).out


def test_rich_on_request_has_colors(run: Run, trace: str) -> None:
    assert "\x1b[" in run("inspect", trace, "--format", "rich").out


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        (["--fold", "none"], "blocks.2"),
        (["--expand", "blocks.1"], "blocks.1"),
        (["--level", "op"], "conv2d()"),
        (["--columns", "+flops"], "FLOPs"),
        (["--columns", "layer,field"], "field"),
        (["--sort", "macs"], "blocks.2.conv2d()"),
        (["--sort", "macs", "--top", "1"], "the 1 largest of"),
        (["--top", "1"], "the 1 largest of"),
        (["--separate", "--fold", "none"], "relu()"),
        (["--depth", "1", "--fold", "none"], "blocks.0"),
        (["--width", "60"], "no room at 60 columns"),
        (["--ascii"], "+x3"),
    ],
)
def test_options_of_the_table(options: list[str], shown: str, run: Run, trace: str) -> None:
    ran = run("inspect", trace, *options)
    assert (ran.status, ran.err) == (0, "")
    assert shown in ran.out


def test_machine_formats(run: Run, trace: str) -> None:
    assert loads(run("inspect", trace, "--format", "json").out) == good()
    rows = list(csv.DictReader(StringIO(run("inspect", trace, "-f", "csv").out)))
    assert rows[1]["layer"] == "conv2d()"
    assert run("inspect", trace, "-f", "markdown").out.startswith("**Net")
    assert run("inspect", trace, "-f", "html").out.startswith('<div class="resnet-inspect"')


@pytest.mark.parametrize(
    ("name", "start"),
    [("t.md", "**Net"), ("t.csv", "level,"), ("t.html", "<div"), ("t.txt", "Net"), ("t", "Net")],
)
def test_format_goes_by_the_files_name(
    name: str, start: str, run: Run, trace: str, tmp_path: Path
) -> None:
    ran = run("inspect", trace, "-o", str(tmp_path / name))
    assert (ran.status, ran.out, ran.err) == (0, "", "")
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)


def test_json_file_is_a_target_again(run: Run, trace: str, tmp_path: Path) -> None:
    copy = str(tmp_path / "copy.json")
    assert run("inspect", trace, "-o", copy).status == 0
    assert run("inspect", copy).out == run("inspect", trace).out
    assert json.loads(Path(copy).read_text(encoding="utf-8"))["format"] == "resnet-inspect-trace"


def test_failed_forward_shows_the_table_up_to_there_and_exits_with_1(
    run: Run, broken_trace: str
) -> None:
    ran = run("inspect", broken_trace)
    assert ran.status == 1
    assert "✗" in ran.out
    assert "operand 1×8×4×4 from conv2d: it takes 4 channels, not 8" in ran.out
    assert "at /net/net.py:8 in forward" in ran.out
    assert ran.err == ""


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_formats_without_notes_say_the_failure_on_standard_error(
    kind: str, run: Run, broken_trace: str
) -> None:
    ran = run("inspect", broken_trace, "--format", kind)
    assert ran.status == 1
    assert ran.err == "the forward pass failed at /net/net.py:8: Invalid channel dimensions\n"


def test_residuals_prints_a_row_for_each(run: Run, trace: str) -> None:
    ran = run("residuals", trace)
    assert (ran.status, ran.err) == (0, "")
    assert sum("identity" in line for line in ran.out.splitlines()) == 4  # and the header


def test_residuals_in_other_formats(run: Run, trace: str) -> None:
    rows = list(csv.DictReader(StringIO(run("residuals", trace, "-f", "csv").out)))
    assert [row["block"] for row in rows] == ["blocks.0", "blocks.1", "blocks.2"]
    rows = json.loads(run("residuals", trace, "-f", "json").out)
    assert [(row["block"], row["stride"]) for row in rows] == [
        ("blocks.0", "1"), ("blocks.1", "1"), ("blocks.2", "1"),
    ]  # fmt: skip
    only = run("residuals", trace, "--columns", "block,kind").out
    assert "shortcut ops" not in only


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["inspect", "TRACE", "--columns", "+flop"], "there is no column `flop`"),
        (["inspect", "TRACE", "--sort", "type"], "rows cannot be sorted by `type`"),
        (["inspect", "TRACE", "-o", "no/such/folder/t.txt"], "cannot be written"),
        (["residuals", "TRACE", "--columns", "macs"], "there is no column `macs`"),
        (["inspect", "missing.json"], "missing.json"),
        (["inspect", "TRACE", "--expand", "block"], "no module matches `block`"),
    ],
)
def test_usage_errors_exit_with_2_and_a_hint(
    words: list[str], message: str, run: Run, trace: str
) -> None:
    ran = run(*[trace if word == "TRACE" else word for word in words])
    assert ran.status == 2
    assert ran.out == ""
    assert message in ran.err
    assert "hint:" in ran.err
    assert "Traceback" not in ran.err


def _process(*words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    code = "import sys; from resnet_inspect.cli.main import run; run()"
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", code, *words],
        capture_output=True,
        check=False,
        env={"PATH": "", "PYTHONPATH": str(Path(__file__).parents[2]), **environment},
    )


def test_ascii_locale_gets_ascii(trace: str) -> None:
    ran = _process("inspect", trace, PYTHONIOENCODING="ascii")
    assert ran.returncode == 0
    assert b"+x3" in ran.stdout
    assert ran.stdout.isascii()


def test_reader_that_stops_early_ends_the_command_quietly(trace: str) -> None:
    code = (
        "import sys, os; from resnet_inspect.cli import main\n"
        "read, write = os.pipe(); os.close(read); os.dup2(write, 1)\n"
        f"sys.argv = ['resnet-inspect', 'inspect', {trace!r}]; main.run()"
    )
    ran = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", code], capture_output=True, check=False
    )
    assert ran.stderr == b""
    assert ran.returncode == BROKEN_PIPE


@pytest.mark.parametrize("command", ["inspect", "residuals"])
def test_showing_a_saved_trace_leaves_torch_unloaded(command: str, trace: str) -> None:
    code = (
        "import sys; from resnet_inspect.cli import main\n"
        f"sys.argv = ['resnet-inspect', {command!r}, {trace!r}, '--format', 'rich']\n"
        "try: main.run()\n"
        "finally: sys.exit(3 if 'torch' in sys.modules else 0)"
    )
    ran = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", code], capture_output=True, check=False
    )
    assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize("command", ["inspect", "residuals"])
def test_a_table_does_not_go_into_a_pictures_file(run: Run, command: str, tmp_path: Path) -> None:
    picture = tmp_path / "figure.svg"
    ran = run(command, "nowhere.py", "-o", str(picture))
    assert ran.status == 2
    assert "resnet-inspect diagram" in ran.err
    assert not picture.exists()


def test_the_names_in_a_zoo_are_listed(run: Run) -> None:
    ran = run("list", "torchvision:resnet*")
    assert ran.out.count("torchvision:resnet") == 5
    assert run("list", "torchvision:nothing*").status == 2

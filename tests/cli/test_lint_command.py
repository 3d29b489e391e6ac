"""``resnet-inspect lint`` as a command: exit codes, files and folders, fixes, old findings."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from resnet_inspect import api
from resnet_inspect.linter.finding import Findings
from tests.cli.commands import Ran, running

CLEAN, FOUND, FAILED = 0, 1, 2

GOOD = """\
from torch import nn


class Block(nn.Module):
    def __init__(self, width, out, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(width, out, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(out)
        self.conv2 = nn.Conv2d(out, out, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(out)
        self.relu = nn.ReLU()
        self.shortcut = nn.Sequential(
            nn.Conv2d(width, out, 1, stride=stride, bias=False), nn.BatchNorm2d(out)
        )

    def forward(self, x):
        y = self.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return self.relu(y + self.shortcut(x))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8), nn.ReLU()
        )
        self.block = Block(8, 16, 2)
        self.fc = nn.Linear(16, 10)

    def forward(self, x):
        return self.fc(self.block(self.stem(x)).mean((2, 3)))
"""
BROKEN = GOOD.replace("1, stride=stride, bias", "1, bias")
"""An error that a safe fix mends: the projection has not the main path's stride."""
BIASED = GOOD.replace("padding=1, bias=False", "padding=1")
"""An info: a bias before a batch norm."""
RAISING = GOOD.replace("super().__init__()", "raise ValueError('no such width')")

Run = Callable[..., Ran]


@pytest.fixture
def lint(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Run:
    """Return a function that lints targets in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    run = running(capsys, monkeypatch)
    return lambda *words: run("lint", "--input", "32", "--format", "concise", *words)


def write(text: str, name: str = "net.py") -> str:
    """Write a file below the current folder."""
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, encoding="utf-8")
    return name


def codes(ran: Ran) -> list[str]:
    """Return the codes of the findings in concise output."""
    return [word for word in ran.out.replace(":", " ").split() if word.startswith("RES")]


# -- exit codes ----------------------------------------------------------------------------


def test_a_clean_network_is_exit_code_0(lint: Run) -> None:
    ran = lint(write(GOOD))
    assert (ran.status, codes(ran), ran.err) == (CLEAN, [], "")


def test_a_finding_is_exit_code_1_and_says_where(lint: Run) -> None:
    ran = lint(write(BROKEN))
    line = BROKEN[: BROKEN.index("nn.Conv2d(width, out, 1")].count("\n") + 1
    assert (ran.status, codes(ran)) == (FOUND, ["RES102"])
    assert f"net.py:{line}:" in ran.out


@pytest.mark.parametrize(
    ("fail_on", "status"), [("info", FOUND), ("warning", CLEAN), ("error", CLEAN)]
)
def test_fail_on_says_from_which_severity_on(lint: Run, fail_on: str, status: int) -> None:
    ran = lint(write(BIASED), "--fail-on", fail_on)
    assert (ran.status, codes(ran)) == (status, ["RES303"])


def test_fail_on_may_stand_in_the_settings(lint: Run) -> None:
    write('[tool.resnet-inspect]\nfail-on = "info"\n', "pyproject.toml")
    assert lint(write(BIASED)).status == FOUND
    assert lint("net.py", "--fail-on", "warning").status == CLEAN


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["missing.py"], "there is no file"),
        (["resnet5O"], "there is no network named"),
        (["syntax.py"], "could not be imported"),
        (["net.py", "--select", "RES9"], "RES9"),
        (["net.py", "--config", "missing.toml"], "there is no file `missing.toml`"),
        (["net.py", "--baseline", "missing.json"], "is no baseline"),
        (["net.py", "--against", "resnet51x"], "there is no network named `resnet51x`"),
        ([], "nothing to lint"),
        (["net.py", "--fail-on", "never"], "never"),
    ],
)
def test_what_cannot_be_run_is_exit_code_2(lint: Run, words: list[str], said: str) -> None:
    write(GOOD)
    write("class Net(:\n", "syntax.py")
    ran = lint(*words)
    assert ran.status == FAILED
    assert said in ran.err
    assert "Traceback" not in ran.err


# -- several files -------------------------------------------------------------------------


@pytest.mark.parametrize("jobs", ["1", "3"])
def test_one_failing_file_does_not_hide_the_others(lint: Run, jobs: str) -> None:
    write(BIASED, "a.py")
    write("class Net(:\n", "b.py")
    write("import os\nos._exit(7)\n", "c.py")
    write(BROKEN, "d.py")
    ran = lint("a.py", "b.py", "c.py", "d.py", "--jobs", jobs)
    assert ran.status == FAILED
    assert codes(ran) == ["RES303", "RES102"]
    assert ran.out.index("a.py") < ran.out.index("d.py")
    assert "error: b.py: " in ran.err
    assert "error: c.py: its process ended without an answer" in ran.err


def test_a_folder_stands_for_the_networks_in_it(lint: Run) -> None:
    write(BIASED, "nets/a.py")
    write(BROKEN, "nets/deep/b.py")
    write("WIDTH = 64\n", "nets/settings.py")
    write(BIASED, "nets/.hidden/c.py")
    write(BIASED, "nets/build/d.py")
    ran = lint("nets")
    assert ran.status == FOUND
    assert codes(ran) == ["RES303", "RES102"]
    assert ran.err == ""


NEEDS = """
from torch import nn


class {name}(nn.Module):
    def __init__(self, growth):
        super().__init__()
        self.conv = nn.Conv2d(3, growth, 3)

    def forward(self, x):
        return self.conv(x)
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("import torch\nclass Net(torch.nn.Module:\n    pass\n", "could not be imported"),
        (NEEDS.format(name="Net"), "Net needs growth"),
        (
            "import torch\nfrom nowhere_at_all import *\nclass Net(torch.nn.Module): ...\n",
            "is not installed",
        ),
        (NEEDS.format(name="Net") + "def make(**kw):\n    return Net(**kw)\n", "needs growth"),
    ],
)
@pytest.mark.parametrize("options", [("nets",), ("nets/net.py", "--if-network")])
def test_what_was_not_run_is_said_and_is_no_success(
    lint: Run, text: str, said: str, options: tuple[str, ...]
) -> None:
    write(text, "nets/net.py")
    ran = lint(*options)
    assert ran.status == FAILED
    assert said in ran.out
    assert "RES002" not in ran.out


@pytest.mark.parametrize(
    "text",
    [
        "import torch\nopen('/nowhere')\nclass Images(torch.utils.data.Dataset):\n    pass\n",
        "import nowhere_at_all, torch\nprint(torch)\n",
        "import torch\nclass Swish(torch.autograd.Function):\n    def forward(ctx, x): ...\n",
    ],
)
def test_what_holds_no_network_is_passed_over(lint: Run, text: str) -> None:
    write(text, "nets/net.py")
    assert lint("nets").status == CLEAN


def test_a_part_that_another_file_imports_is_no_network(lint: Run) -> None:
    write(NEEDS.format(name="Part"), "nets/part.py")
    write("from part import Part\n", "nets/use.py")
    assert lint("nets").status == CLEAN


def test_a_missing_package_is_said_once(lint: Run) -> None:
    for name in ("a", "b"):
        write(
            "import torch\nfrom nowhere_at_all import *\nclass N(torch.nn.Module): ...\n",
            f"nets/{name}.py",
        )
    ran = lint("nets")
    assert ran.out.count("No module named 'nowhere_at_all'") == 1
    assert "nets/a.py, nets/b.py" in ran.out


def test_two_networks_of_one_file_share_a_finding(lint: Run) -> None:
    write(BIASED + "\n\nclass Wide(Net):\n    pass\n\n\nclass Tall(Net):\n    pass\n")
    assert codes(lint("net.py:Wide")) == ["RES303"]
    assert codes(lint("net.py")) == ["RES303"]


def test_a_raising_constructor_is_a_finding_at_its_line(lint: Run) -> None:
    ran = lint(write(RAISING))
    line = RAISING[: RAISING.rindex("raise")].count("\n") + 1
    assert ran.status == FAILED
    assert f"net.py:{line}:" in ran.out
    assert "ValueError: no such width" in ran.out


# -- findings that are not wanted ----------------------------------------------------------


def test_a_comment_silences_a_finding(lint: Run) -> None:
    silent = BIASED.replace(
        "padding=1), nn.B", "padding=1),  # resnet-inspect: ignore[RES303]\n            nn.B"
    )
    assert silent != BIASED
    ran = lint(write(silent))
    assert (ran.status, codes(ran)) == (CLEAN, [])


@pytest.mark.parametrize("name", ["RES303", "RES3", "bias-before-norm"])
def test_a_rule_is_left_out_by_code_family_or_name(lint: Run, name: str) -> None:
    assert codes(lint(write(BIASED), "--ignore", name)) == []
    assert codes(lint("net.py", "--select", name)) == ["RES303"]


def test_old_findings_are_not_reported_again(lint: Run) -> None:
    write(BIASED)
    assert lint("net.py", "--write-baseline", "old.json", "--fail-on", "info").status == FOUND
    ran = lint("net.py", "--baseline", "old.json", "--fail-on", "info")
    assert (ran.status, codes(ran)) == (CLEAN, [])
    write("# moved\n" + BIASED.replace("1, stride=stride, bias", "1, bias"))
    ran = lint("net.py", "--baseline", "old.json")
    assert (ran.status, codes(ran)) == (FOUND, ["RES102"])


# -- fixes ---------------------------------------------------------------------------------


def test_fixing_twice_is_fixing_once(lint: Run) -> None:
    write(BROKEN)
    first = lint("net.py", "--fix")
    once = Path("net.py").read_text(encoding="utf-8")
    assert (first.status, codes(first)) == (CLEAN, [])
    assert "fixed net.py" in first.err
    assert "stride=stride" in once

    second = lint("net.py", "--fix")
    assert (second.status, second.err) == (CLEAN, "")
    assert Path("net.py").read_text(encoding="utf-8") == once


def test_diff_shows_the_fix_and_changes_nothing(lint: Run) -> None:
    write(BROKEN)
    ran = lint("net.py", "--diff")
    assert ran.status == FOUND
    assert "--- a/net.py\n+++ b/net.py\n" in ran.out
    assert "stride=stride" in ran.out
    assert Path("net.py").read_text(encoding="utf-8") == BROKEN


def test_an_unsafe_fix_is_made_only_on_request(lint: Run) -> None:
    write(BIASED)
    assert lint("net.py", "--fix", "--fail-on", "info").status == FOUND
    assert Path("net.py").read_text(encoding="utf-8") == BIASED
    unsafe = ("net.py", "--fix", "--unsafe", "--fail-on", "info")
    assert lint(*unsafe).status == FOUND
    assert Path("net.py").read_text(encoding="utf-8") == BIASED
    assert lint(*unsafe, "--select", "RES303").status == CLEAN
    assert "padding=1, bias=False" in Path("net.py").read_text(encoding="utf-8")


def test_a_file_that_changed_meanwhile_is_not_touched(
    lint: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(BROKEN)
    edited = BROKEN + "# the user goes on writing\n"
    real = api.linted

    def meanwhile(*args: object, **options: object) -> Findings:
        found = real(*args, **options)  # type: ignore[arg-type]
        write(edited)
        return found

    monkeypatch.setattr(api, "linted", meanwhile)
    ran = lint("net.py", "--fix")
    assert (ran.status, codes(ran)) == (FOUND, ["RES102"])
    assert "net.py changed meanwhile and was left as it is" in ran.err
    assert Path("net.py").read_text(encoding="utf-8") == edited


def test_a_file_keeps_its_line_ends(lint: Run) -> None:
    Path("net.py").write_bytes(BROKEN.replace("\n", "\r\n").encode())
    assert lint("net.py", "--fix").status == CLEAN
    raw = Path("net.py").read_bytes()
    assert b"stride=stride" in raw
    assert raw.count(b"\r\n") == raw.count(b"\n") == BROKEN.count("\n")


# -- formats -------------------------------------------------------------------------------


def test_json_goes_into_a_file_and_nothing_to_the_screen(lint: Run) -> None:
    ran = lint(write(BIASED), "--format", "json", "-o", "found.json")
    assert (ran.status, ran.out) == (CLEAN, "")
    assert "RES303" in json.dumps(json.loads(Path("found.json").read_text(encoding="utf-8")))


def test_what_a_network_prints_does_not_mix_with_the_findings(lint: Run) -> None:
    noisy = BIASED.replace(
        "        y = self.relu", "        print('in forward')\n        y = self.relu"
    )
    ran = lint(write(noisy), "--format", "json")
    assert json.loads(ran.out)
    assert "in forward" in ran.err

"""Odd surroundings: variables, streams and limits of the process that nobody thought of."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from resnet_inspect.cli.output import screen
from resnet_inspect.cli.supervision.unforeseen import broken_torch
from tests.cli.nasty import write_files

RUN = f"{sys.executable} -m resnet_inspect"


def shell(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(  # noqa: S602 - the shell sets variables, closes streams and sets limits
        line, shell=True, cwd=folder, capture_output=True, text=True, check=False,
        stdin=subprocess.DEVNULL, env={"PATH": os.environ["PATH"], "HOME": str(folder)},
    )  # fmt: skip
    assert "Traceback" not in done.stderr + done.stdout
    assert "had to stop" not in done.stderr
    return done


LINES = {
    "no width": (f"COLUMNS=\u00b2 {RUN} t.json", 0),
    "a width of 5,000 digits": (f"COLUMNS={'9' * 5000} {RUN} t.json", 0),
    "a terminal that commands": (f"TERM='\x1b[2J' FORCE_COLOR=1 {RUN} t.json", 0),
    "ASCII alone": (f"LC_ALL=C PYTHONCOERCECLOCALE=0 PYTHONUTF8=0 {RUN} t.json", 0),
    "no home": (f"env -u HOME {RUN} t.json", 0),
    "no standard error": (f"{RUN} t.json 2>&-", 0),
    "an error without a place": (f"{RUN} nothing.py 2>&-", 2),
    "no stream at all": (f"{RUN} t.json <&- >&- 2>&-", 2),
    "no docstrings": (f"{sys.executable} -OO -m resnet_inspect rule RES102", 0),
    "a question that is none": (f"_RESNET_INSPECT_COMPLETE=complete_bash COMP_CWORD=x {RUN}", 1),
}  # fmt: skip


@pytest.mark.parametrize(("line", "status"), LINES.values(), ids=LINES)
def test_odd_surroundings_are_lived_with(line: str, status: int, tmp_path: Path) -> None:
    write_files(tmp_path)
    assert shell(line, tmp_path).returncode == status


@pytest.mark.parametrize("columns", ["", "0", "-5", "\u00b2", "1e3", "9" * 5000])
def test_what_is_no_width_is_the_usual_one(columns: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert (screen().width, screen().fits) == (100, False)


@pytest.mark.parametrize("text", ["raise ValueError('no such library')", "nothing = 1"])
def test_a_torch_that_does_not_start_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "torch.py").write_text(text, encoding="utf-8")
    done = shell(f"PYTHONPATH={tmp_path} {RUN} resnet18 --no-cache", tmp_path)
    assert done.returncode == 2
    assert "torch cannot be imported: " in done.stderr
    assert f"`{tmp_path}/torch.py` is taken for it" in done.stderr
    assert broken_torch(ValueError("another")) is None


NOWHERE = """import tempfile

tempfile._candidate_tempdir_list = lambda: ["/proc/nowhere"]
"""

WITHOUT_A_FOLDER = {
    "net.py -i 32": 0, "lint net.py other.py -i 32 --fast": 0, "net.py -i 32 -o x.csv": 0,
    "diagram net.py -i 32 -o x.png": 0, "diff net.py other.py": 0, "survey net.py --input 32": 2,
}  # fmt: skip


@pytest.mark.parametrize(("words", "status"), WITHOUT_A_FOLDER.items())
def test_no_temporary_folder_is_missed(words: str, status: int, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(NOWHERE, encoding="utf-8")
    for name in ("net.py", "other.py"):
        text = "from torch import nn\nnet = nn.Conv2d(3, 4, 3, bias=False)\n"
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = shell(f"PYTHONPATH={tmp_path} {RUN} {words}", tmp_path)
    assert done.returncode == status, done.stderr
    if status:
        assert "error: no cluster can be started on this machine" in done.stderr
        assert "TMPDIR=" in done.stderr

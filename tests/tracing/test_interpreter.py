"""What the user's code does to Python itself does not outlast it."""

import builtins
import json
import os
import sys
from pathlib import Path

import pytest

from resnet_inspect.tracing.interpreter import Kept, Mended, room_for_frames


def test_builtins_and_modules_that_were_removed_come_back() -> None:
    known, modules = dict(vars(builtins)), dict(sys.modules)
    with Mended():
        vars(builtins).clear()
        sys.modules.clear()
    assert vars(builtins) == known
    assert sys.modules == modules


def test_what_the_code_replaced_stays_until_it_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builtins, "print", original := print)
    with Kept():
        with Mended():
            builtins.print = str  # type: ignore[assignment]
        assert builtins.print is str  # type: ignore[comparison-overlap]
    assert builtins.print is original


def test_a_higher_recursion_limit_stays_for_the_forward_pass() -> None:
    before = sys.getrecursionlimit()
    with Kept():
        with Mended():
            sys.setrecursionlimit(before + 100)
        assert sys.getrecursionlimit() == before + 100
        with Mended():
            sys.setrecursionlimit(before - 100)
        assert sys.getrecursionlimit() == before + 100
    assert sys.getrecursionlimit() == before


def test_there_is_room_for_the_frames_that_a_trace_adds() -> None:
    before = sys.getrecursionlimit()
    with room_for_frames():
        assert sys.getrecursionlimit() > before
    assert sys.getrecursionlimit() == before


def test_the_standard_library_is_as_it_was() -> None:
    functions = os.getcwd, json.dumps, os.path.join
    with Kept():
        os.getcwd = json.dumps = None  # type: ignore[assignment]
        os.path.join = None  # type: ignore[assignment]
    assert (os.getcwd, json.dumps, os.path.join) == functions


def test_folder_environment_and_ways_are_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "77")
    before = Path.cwd(), dict(os.environ), list(sys.path), list(sys.meta_path)
    with Kept():
        os.chdir("/")
        os.environ.clear()
        sys.path.clear()
        sys.meta_path.clear()
        os.umask(0o777)
    assert (Path.cwd(), dict(os.environ), list(sys.path), list(sys.meta_path)) == before
    assert os.umask(0o022) != 0o777

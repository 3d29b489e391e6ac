"""An entry's name holds everything that its trace depends on."""

import os
import sys
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from resnet_inspect.cache import key, makers, packages
from resnet_inspect.cache.key import key_of
from resnet_inspect.cache.makers import MAKERS, code_stamp
from resnet_inspect.targets.arguments.call_arguments import parse_arguments
from resnet_inspect.targets.name import TargetKind, TargetName, parse_target
from resnet_inspect.targets.run_options import RunOptions

ROOT = Path(__file__).parents[2]
RESNET50 = parse_target("resnet50")
USUAL = RunOptions(input=["224"])


def name(target: TargetName = RESNET50, run: RunOptions = USUAL, *, recover: bool = False) -> str:
    """Return the name of an entry that there is."""
    found = key_of(target, run, recover=recover)
    assert found is not None
    return found


def test_each_part_of_a_request_tells_entries_apart() -> None:
    names = [
        name(),
        name(recover=True),
        name(parse_target("resnet34")),
        name(parse_target("torchvision:resnet50")),
        name(parse_target("timm:resnet50")),
        name(run=RunOptions(input=["256"])),
        name(run=RunOptions()),
        name(run=replace(USUAL, train=True)),
        name(run=replace(USUAL, arguments=parse_arguments(["num_classes=10"]))),
        name(run=replace(USUAL, arguments={"num_classes": 10})),
        name(run=replace(USUAL, arguments={"num_classes": True})),
    ]
    assert len(set(names)) == len(names)
    assert name() == name(run=replace(USUAL, timeout=3))


@pytest.mark.parametrize("text", ["json:loads", "conftest.py:Net", "t.json"])
def test_files_and_modules_of_users_have_no_entry(text: str, tmp_path: Path) -> None:
    kinds = {"json:loads": TargetKind.MODULE, "conftest.py:Net": TargetKind.FILE}
    target = TargetName(kinds.get(text, TargetKind.TRACE), str(tmp_path / text))
    assert key_of(target, USUAL, recover=False) is None


def test_a_value_that_is_more_than_its_text_has_no_entry() -> None:
    for arguments in ({"block": object()}, {"layers": (1, 2)}):
        assert key_of(RESNET50, replace(USUAL, arguments=arguments), recover=False) is None


def test_an_edit_of_the_code_that_traces_changes_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "resnet_inspect"
    for part in ("tracing/trace.py", "graph/node.py", "errors.py", "cache/key.py"):
        (package / part).parent.mkdir(parents=True, exist_ok=True)
        (package / part).write_text("x = 1\n")
    monkeypatch.setattr(key, "__file__", str(package / "cache/key.py"))
    before = name()
    assert name() == before
    file = package / "tracing/trace.py"
    moment = file.stat().st_mtime_ns
    file.write_text("x = 2\n")
    os.utime(file, ns=(moment + 1, moment + 1))
    assert name() != before
    os.utime(file, ns=(moment, moment))
    assert name() == before
    file.write_text("x = 20\n")
    assert name() != before
    (package / "tracing/new.py").write_text("")
    assert len(code_stamp(package)) == 4


def test_the_stamp_covers_every_layer_below_the_cache() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    layers = next(one["layers"] for one in contracts if one["name"] == "Imports run one way")
    below = " : ".join(layers[layers.index("cache") + 1 :]).split(" : ")
    assert {Path(part).stem for part in MAKERS} == set(below)
    stamped = {Path(path).parts[0] for path, _, _ in code_stamp(ROOT / "resnet_inspect")}
    assert stamped == set(makers.MAKERS)


def test_another_version_of_a_package_changes_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    before = name(parse_target("timm:resnet50"))

    def other(package: str, *folders: str) -> str | None:
        found = packages.installed_version(package, *folders)
        return f"{found}.post1" if package == "torchvision" else found

    monkeypatch.setattr(key, "installed_version", other)
    assert name(parse_target("timm:resnet50")) != before


def test_a_checkout_of_a_package_has_no_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert packages.installed_version("timm") is not None
    (tmp_path / "timm.py").touch()
    assert packages.installed_version("timm", str(tmp_path)) is None
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    assert packages.installed_version("timm") is None
    assert packages.installed_version("no_such_package") is None


def test_a_zoo_beside_a_file_of_its_name_has_no_entry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert key_of(parse_target("timm:resnet50"), USUAL, recover=False) is not None
    (tmp_path / "timm.py").touch()
    assert key_of(parse_target("timm:resnet50"), USUAL, recover=False) is None

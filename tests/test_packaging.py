"""What the wheel holds, and what the project promises about itself."""

import os
import subprocess
import sys
import tomllib
import zipfile
from itertools import chain
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

ROOT = Path(__file__).parents[1]
SKIPPED = ignore_patterns("__pycache__", ".*", "build", "*.egg-info", "tests", "docs", "site")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a wheel from a copy of the project."""
    place = tmp_path_factory.mktemp("wheel")
    copytree(ROOT, place / "project", ignore=SKIPPED)
    subprocess.run(  # noqa: S603 - our own build
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation",
         "--wheel-dir", str(place), str(place / "project")],
        check=True,
    )  # fmt: skip
    return next(place.glob("*.whl"))


def _files(folder: str) -> set[str]:
    inside = (path for path in (ROOT / folder).rglob("*") if path.is_file())
    return {path.relative_to(ROOT).as_posix() for path in inside if "__pycache__" not in path.parts}


def test_wheel_holds_every_file_of_the_package_and_every_template(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert _files("resnet_inspect") - names == set()
    templates = {f"resnet_inspect/{name}" for name in _files("templates")}
    assert templates - names == set()


def test_wheel_holds_nothing_else(wheel: Path) -> None:
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    templates = {f"resnet_inspect/{name}" for name in _files("templates")}
    assert names - _files("resnet_inspect") - templates == set()


def test_wheel_works_away_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    code = (
        "from resnet_inspect.cli.main import run; import resnet_inspect; "
        "print(resnet_inspect.__file__); run()"
    )
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", code, "list", "resnet152"],
        cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(tmp_path / "site")},
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert done.stdout.startswith(str(tmp_path))
    assert "60.2 M" in done.stdout


def test_license_is_in_the_wheel(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_every_dependency_has_a_lower_bound() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"].values()
    groups = project["dependency-groups"].values()
    listed = [*project["project"]["dependencies"], *chain(*extras, *groups)]
    assert [name for name in listed if ">=" not in name and "resnet-inspect[" not in name] == []

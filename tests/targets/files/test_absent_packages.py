"""What a file lacks, and when that does not matter."""

import sys
from pathlib import Path

import pytest
import torchvision.models

from resnet_inspect import api
from resnet_inspect.errors import MissingImportError

NET = """
import torch
from torch import nn
{imports}

{decorator}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)

    def forward(self, x):
        return {returned}
"""


def write(
    folder: Path, imports: str = "", decorator: str = "", returned: str = "self.conv(x)"
) -> str:
    """Write a network's file, and return it as a target."""
    file = folder / "net.py"
    file.write_text(NET.format(imports=imports, decorator=decorator, returned=returned))
    return str(file)


@pytest.mark.parametrize(
    "imports",
    [
        "import lacking_here",
        "import lacking_here.plots as plots\nplots.style['grid'] = True",
        "from lacking_here.deep import draw, Colors\ncolors = Colors('red')",
        "import lacking_here\nimport lacking_there\ndef train(): lacking_here.fit(1)",
        "import lacking_here\ndef load(path: lacking_here.P | None, *of: lacking_here.T[int]): 0",
    ],
)
def test_a_package_that_the_network_does_not_use_may_lack(tmp_path: Path, imports: str) -> None:
    report = api.inspect(write(tmp_path, imports))
    assert report.graph.complete
    assert "lacking_here" in " ".join(report.graph.run.notes)


def test_a_class_stays_what_it_is_under_a_decorator_that_lacks(tmp_path: Path) -> None:
    target = write(tmp_path, "from lacking_here import MODELS", "@MODELS.register_module(name='x')")
    assert api.inspect(target).graph.complete


def test_what_lacks_is_forgotten_afterwards(tmp_path: Path) -> None:
    api.inspect(write(tmp_path, "import lacking_here.deep\nimport torchvision.models.lacking"))
    assert "lacking_here" not in sys.modules
    assert not hasattr(torchvision.models, "lacking")


def test_who_asks_for_a_package_in_vain_and_goes_on_is_asked_no_more(tmp_path: Path) -> None:
    target = write(
        tmp_path,
        "try:\n    import lacking_here as found\nexcept ImportError:\n    found = None",
        returned="self.conv(x) if found is None else found(x)",
    )
    report = api.inspect(target)
    assert report.graph.complete
    assert "lacking_here" not in " ".join(report.graph.run.notes)


@pytest.mark.parametrize(
    "imports",
    [
        "from lacking_here import *",
        "import lacking_here\nclass Base(lacking_here.Module): ...",
        "import lacking_here\nif lacking_here.flag: ...",
        "import lacking_here\nlimit = lacking_here.limit + 1",
    ],
)
def test_a_file_that_needs_it_is_not_run(tmp_path: Path, imports: str) -> None:
    with pytest.raises(MissingImportError, match="No module named 'lacking_here'"):
        api.inspect(write(tmp_path, imports))


def test_a_file_whose_network_is_elsewhere_says_what_it_lacks(tmp_path: Path) -> None:
    file = tmp_path / "net.py"
    file.write_text("from lacking_here import Net\n")
    with pytest.raises(MissingImportError, match="No module named 'lacking_here'"):
        api.inspect(str(file))


def test_a_forward_that_uses_it_is_not_judged(tmp_path: Path) -> None:
    target = write(
        tmp_path, "from lacking_here import rearrange", returned="rearrange(self.conv(x))"
    )
    found = api.lint(target)
    assert "No module named 'lacking_here'" in found.error
    assert not found.findings
    assert len(api.inspect(target).graph.nodes) > 1


def package(folder: Path, front: str, net: str = "") -> str:
    """Write a network in a package with this front."""
    (folder / "zoo").mkdir()
    (folder / "zoo" / "__init__.py").write_text(front)
    return write(folder / "zoo", net)


@pytest.mark.parametrize(
    "front", ["print 'old'\n", "raise OSError\n", "from .other import Other\n"]
)
def test_the_front_of_a_package_need_not_run(tmp_path: Path, front: str) -> None:
    target = package(tmp_path, front)
    (tmp_path / "zoo" / "other.py").write_text(
        "import lacking_here\nclass Other(lacking_here.M): ...\n"
    )
    report = api.inspect(target)
    assert report.graph.complete
    assert "zoo/__init__.py was not run" in " ".join(report.graph.run.notes)


def test_a_file_that_needs_its_packages_front_says_what_that_raises(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="OSError"):
        api.inspect(package(tmp_path, "width = 8\nraise OSError\n", "from . import width"))


def test_dots_lead_as_far_up_as_a_file_goes(tmp_path: Path) -> None:
    (tmp_path / "own" / "models").mkdir(parents=True)
    (tmp_path / "own" / "tools.py").write_text("width = 8\n")
    (tmp_path / "own" / "models" / "parts.py").write_text("height = 8\n")
    target = write(
        tmp_path / "own" / "models", "from ..tools import width\nfrom .parts import height"
    )
    assert api.inspect(target).graph.complete

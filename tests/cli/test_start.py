"""What a command does not need is not imported: that, and no clock, is what is tested."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from resnet_inspect.cli.main import COMMANDS
from resnet_inspect.cli.summaries import summary
from resnet_inspect.graph.codec import dumps
from tests.builders import GraphBuilder

ALWAYS = {
    "torch", "torchvision", "timm", "jinja2", "reportlab", "graphviz", "pyarrow", "distributed",
    "pydantic",
    "resnet_inspect.linter.rules", "resnet_inspect.survey",
    "resnet_inspect.render.findings", "resnet_inspect.fitting", "resnet_inspect.tracing",
    "resnet_inspect.checkpoints.read", "resnet_inspect.targets.building",
    "resnet_inspect.analysis.comparison.compare", "resnet_inspect.analysis.sizes.working",
    "resnet_inspect.analysis.witnesses", "resnet_inspect.analysis.memory.planning.budget",
}  # fmt: skip
"""What no command needs that shows one network from a trace, with all below it."""

TABLE = ALWAYS | {"rich", "resnet_inspect.linter", "resnet_inspect.render.diagram"}
LITTLE = TABLE | {
    "importlib.metadata",
    "resnet_inspect.graph",
    "resnet_inspect.analysis",
    "resnet_inspect.render",
}


def imported(*words: str, cache: Path) -> set[str]:
    """Run a command in a process of its own and return what it has imported."""
    program = (
        "import atexit, sys\n"
        "from resnet_inspect.cli.main import run\n"
        "tell = lambda: print(*sorted(sys.modules), sep='\\n', file=sys.stderr)\n"
        "atexit.register(tell)\n"
        "run()\n"
    )
    ran = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program, *words],
        capture_output=True, text=True, check=True, env={"RESNET_INSPECT_CACHE": str(cache)},
    )  # fmt: skip
    return set(ran.stderr.split())


def unneeded(modules: set[str], forbidden: set[str]) -> set[str]:
    """Return the modules that are forbidden, or below one that is."""
    prefixes = tuple(f"{name}." for name in forbidden)
    return {name for name in modules if name in forbidden or name.startswith(prefixes)}


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for the traces that are remembered."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a saved trace."""
    build = GraphBuilder()
    graph = build.graph(build.relu(build.conv(build.input((1, 3, 8, 8)), 4)))
    file = tmp_path_factory.mktemp("trace") / "t.json"
    file.write_text(dumps(graph))
    return str(file)


@pytest.mark.parametrize("words", ["--help", "--version"])
def test_help_imports_no_command(words: str, cache: Path) -> None:
    allowed = {"importlib.metadata"} if words == "--version" else set()
    assert not unneeded(imported(words, cache=cache), LITTLE - allowed)


def test_the_list_of_networks_needs_no_network(cache: Path) -> None:
    layers = {"resnet_inspect.analysis.memory", "resnet_inspect.render.table.layer_table"}
    assert not unneeded(imported("list", cache=cache), TABLE | layers)


@pytest.mark.parametrize("command", ["diff {saved} {saved}", "table {saved}", "rules"])
def test_words_numbers_and_choices_are_read_without_pydantic(
    command: str, saved: str, cache: Path
) -> None:
    modules = imported(*command.format(saved=saved).split(), cache=cache)
    assert not unneeded(modules, {"torch", "pydantic"})


@pytest.mark.parametrize("command", ["", "residuals"])
def test_a_saved_trace_needs_only_what_is_shown(command: str, saved: str, cache: Path) -> None:
    assert not unneeded(imported(*command.split(), saved, cache=cache), TABLE)


def test_a_figure_of_a_saved_trace_needs_no_layout_program(saved: str, cache: Path) -> None:
    modules = imported("diagram", saved, "--format", "svg", cache=cache)
    assert not unneeded(modules, ALWAYS - {"jinja2"})


def test_a_name_is_answered_from_the_cache_without_what_made_it(cache: Path) -> None:
    words = ("resnet18", "--input", "64")
    assert "torch" in imported(*words, cache=cache)
    assert not unneeded(imported(*words, cache=cache), TABLE)


def test_help_says_of_a_command_what_its_own_help_says() -> None:

    for function in COMMANDS.values():
        module = import_module(f"resnet_inspect.cli.commands.{function}")
        assert summary(function) == (getattr(module, function).__doc__ or "").partition("\n")[0]

"""What tests of several folders use: golden files, and reports of traced networks."""

import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

from resnet_inspect.report import Report
from tests.fuzzing import MINUTES, Budget

ROOT = Path(__file__).parent.parent
STARTED = time.monotonic()
"""Before the tests were collected, which takes a minute of the fuzzers' time."""
Golden = Callable[[str, str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that rewrites the golden files."""
    parser.addoption(
        "--update-golden", action="store_true", help="write what is printed into tests/golden"
    )


def pytest_configure() -> None:
    """Let properties be tried on the same examples each time.

    Whether a change breaks something must not be a matter of luck, nor of the machine's speed.
    """
    settings.register_profile("repeatable", derandomize=True, deadline=None)
    settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def fuzzing(request: pytest.FixtureRequest) -> Budget:
    """Return the time that the fuzzers of this run share."""
    fuzzers = [item for item in request.session.items if item.get_closest_marker("fuzz")]
    return Budget(STARTED + 60 * MINUTES - time.monotonic(), len(fuzzers))


@pytest.fixture
def rounds(fuzzing: Budget) -> Iterator[int]:
    """Return the numbers of a fuzzer's rounds: 0, 1, 2 … until its share of the time is over."""
    return fuzzing.rounds()


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep what is cached, by processes that tests start as well, away from the user's folder."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RESNET_INSPECT_CACHE", str(folder))
        yield folder


@pytest.fixture
def golden(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Golden:
    """Return a function that compares a text with the file of that name in tests/golden."""
    monkeypatch.chdir(ROOT)

    def compare(name: str, text: str) -> None:
        path = ROOT / "tests" / "golden" / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.is_file(), f"there is no {path}; pytest --update-golden writes it"
        assert text == path.read_text(encoding="utf-8"), (
            "pytest --update-golden accepts the new text"
        )

    return compare


@pytest.fixture(scope="session")
def report_on() -> Callable[[str], Report]:
    """Return a function from a network's name to its report; each is traced once."""
    from tests.render import networks  # noqa: PLC0415 - torch only where a test asks for it

    return cache(networks.report_on)

"""How many faulty networks of the corpus the fixes make whole, judged on real tensors.

Run from the repository's root: ``python -m tests.linter.repair_score``; ``-v`` names the others.
Networks are mended on all cores, each within a time limit.
"""

import argparse
import importlib.util
import multiprocessing
import os
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path

import torch
from torch import nn

from resnet_inspect import api
from resnet_inspect.errors import InspectError
from resnet_inspect.graph import TensorSpec
from resnet_inspect.linter.finding import Findings, Severity
from resnet_inspect.linter.reporting.options import LintOptions, Mend
from tests.linter.corpus.manifest import Case, read_cases

BATCH = 2
LIMIT = 120
"""Seconds for one network; one that takes longer counts as not mended."""
SHAPE_BUGS = frozenset({"RES114", "RES120", "RES126", "RES505"})
"""Bugs that show in the output's shape: rows of one image, a number of classes not passed on."""
Shapes = tuple[tuple[int, ...], ...]
_numbers = count()


@dataclass(frozen=True, slots=True)
class Repair:
    """What became of one network."""

    name: str
    whole: bool
    """It runs forward and backward at a batch of two, and no bug is found in it any more."""
    broken: bool
    """It ran before and does not run now, or makes another shape than before although no bug was
    in the shape; or it does not compile."""


def repair(case: Case, mend: Mend) -> Repair:
    """Mend a copy of a network and run it."""
    before = made(case, case.path)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / case.path.name
        copy.write_text(case.path.read_text(encoding="utf-8"), encoding="utf-8")
        left = _mended(case, copy, mend)
        after = made(case, copy)
        compiles = _compiles(copy)
    bugs = {code for one in case.expectations for code in one.codes}
    found = {one.code for one in left if one.level is not Severity.INFO}
    whole = after is not None and not left.error and bugs.isdisjoint(found)
    same = after is not None if bugs & SHAPE_BUGS else after == before
    return Repair(case.name, whole, broken=not compiles or (before is not None and not same))


def _compiles(path: Path) -> bool:
    try:
        compile(path.read_text(encoding="utf-8"), path, "exec")
    except SyntaxError:
        return False
    return True


def _mended(case: Case, copy: Path, mend: Mend) -> Findings:
    """Mend the file; return what is left to report."""
    inputs = [TensorSpec((1, *shape)) for shape in case.input]
    result = api.lint(
        f"{copy}:{case.target}", inputs, arguments=dict(case.arguments),
        options=LintOptions(mend=mend),
    )  # fmt: skip
    for file, (_, text) in result.changes.items():
        Path(file).write_text(text, encoding="utf-8")
    return result


def made(case: Case, path: Path) -> Shapes | None:
    """Train a network for a step on real tensors; return the shapes that it makes."""
    try:
        network = _built(case, path).train()
        tensors = _tensors(network(*(torch.rand(BATCH, *shape) for shape in case.input)))
        sum(tensor.sum() for tensor in tensors).backward()  # type: ignore[union-attr]
    except Exception:  # noqa: BLE001 - a faulty network may raise anything
        return None
    return tuple(tuple(tensor.shape) for tensor in tensors)


def _built(case: Case, path: Path) -> nn.Module:
    name = f"repaired_{next(_numbers)}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    made = getattr(module, case.target)(**case.arguments)
    assert isinstance(made, nn.Module)
    return made


def _tensors(made: object) -> list[torch.Tensor]:
    if isinstance(made, torch.Tensor):
        return [made]
    parts: Iterable[object] = made.values() if isinstance(made, dict) else made  # type: ignore[assignment]
    return [tensor for one in parts for tensor in _tensors(one)]


@cache
def faulty() -> list[Case]:
    """Return the networks of the corpus that have a bug."""
    return [case for case in read_cases() if not case.clean]


def score(cases: Sequence[Case], mend: Mend) -> list[Repair]:
    """Mend all networks, as many at a time as there are cores."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(os.cpu_count()) as pool:
        return pool.starmap(_by_name, [(case.name, mend) for case in cases], chunksize=1)


def _by_name(name: str, mend: Mend) -> Repair:
    """Look a network up again, since what describes it does not go from process to process."""
    return within_limit(next(case for case in faulty() if case.name == name), mend)


def within_limit(case: Case, mend: Mend) -> Repair:
    """Mend a network in the time that each has."""
    torch.set_num_threads(1)
    try:
        with _limit():
            return repair(case, mend)
    except (InspectError, TimeoutError):
        return Repair(case.name, whole=False, broken=False)


@contextmanager
def _limit() -> Iterator[None]:
    def late(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(LIMIT)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def sentence(cases: Sequence[Case]) -> str:
    """Return the repair rates in words."""
    return said(score(cases, Mend.SAFE), score(cases, Mend.ALL))


def said(safe: Sequence[Repair], every: Sequence[Repair]) -> str:
    """Return in words what became of networks after safe fixes, and after all."""
    return (
        f"Of {len(every)} faulty networks `--fix` makes {_counts(safe)['whole']} whole and "
        f"`--fix --unsafe` {_counts(every)['whole']} ({_counts(every)['whole'] / len(every):.2f}); "
        f"{_counts([*safe, *every])['broken']} are broken by it. Whole: it runs forward and "
        "backward on real tensors, a batch of two, and no rule finds its bugs any more. Broken: it "
        "does not compile, or ran before and now fails or makes another shape, unless the shape "
        "was the bug."
    )


def _counts(repairs: Sequence[Repair]) -> Counter[str]:
    return Counter(
        whole=sum(one.whole for one in repairs), broken=sum(one.broken for one in repairs)
    )


def main() -> None:
    """Print the rates."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("-v", "--verbose", action="store_true", help="name the others")
    options = parser.parse_args()
    safe, every = score(faulty(), Mend.SAFE), score(faulty(), Mend.ALL)
    print(said(safe, every))  # noqa: T201 - a command
    if options.verbose:
        left = [one for one in every if not one.whole or one.broken]
        print(*left, sep="\n")  # noqa: T201 - see above


if __name__ == "__main__":
    main()

"""How many faulty networks of the corpus the fixes make whole, judged on real tensors.

Run from the repository's root: ``python -m tests.linter.repair_score``; ``-v`` names the others.
"""

import argparse
import importlib.util
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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
_numbers = count()


@dataclass(frozen=True, slots=True)
class Repair:
    """What became of one network."""

    name: str
    whole: bool
    """It runs forward and backward at a batch of two, and no bug is found in it any more."""
    broken: bool
    """It ran before and does not run now."""


def repair(case: Case, mend: Mend) -> Repair:
    """Mend a copy of a network and run it."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / case.path.name
        copy.write_text(case.path.read_text(encoding="utf-8"), encoding="utf-8")
        left = _mended(case, copy, mend)
        runs = _runs(case, copy)
    bugs = {code for one in case.expectations for code in one.codes}
    found = {one.code for one in left if one.level is not Severity.INFO}
    whole = runs and not left.error and bugs.isdisjoint(found)
    return Repair(case.name, whole, broken=not runs and _runs(case, case.path))


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


def _runs(case: Case, path: Path) -> bool:
    """Whether a network is built and trained for a step, on real tensors."""
    try:
        network = _built(case, path).train()
        made = network(*(torch.rand(BATCH, *shape) for shape in case.input))
        sum(tensor.sum() for tensor in _tensors(made)).backward()
    except Exception:  # noqa: BLE001 - a faulty network may raise anything
        return False
    return True


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


def faulty() -> list[Case]:
    """Return the networks of the corpus that have a bug."""
    return [case for case in read_cases() if not case.clean]


def score(cases: Sequence[Case], mend: Mend) -> list[Repair]:
    """Mend all networks."""
    repairs = []
    for case in cases:
        try:
            repairs.append(repair(case, mend))
        except InspectError:
            repairs.append(Repair(case.name, whole=False, broken=False))
    return repairs


def sentence(cases: Sequence[Case]) -> str:
    """Return the repair rates in words."""
    safe, every = score(cases, Mend.SAFE), score(cases, Mend.ALL)
    return (
        f"Of {len(cases)} faulty networks `--fix` makes {_counts(safe)['whole']} whole and "
        f"`--fix --unsafe` {_counts(every)['whole']} ({_counts(every)['whole'] / len(cases):.2f}); "
        f"{_counts([*safe, *every])['broken']} are broken by it. Whole: it runs forward and "
        "backward on real tensors, a batch of two, and no rule finds its bugs any more."
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
    print(sentence(faulty()))  # noqa: T201 - a command
    if options.verbose:
        left = [one for one in score(faulty(), Mend.ALL) if not one.whole or one.broken]
        print(*left, sep="\n")  # noqa: T201 - see above


if __name__ == "__main__":
    main()

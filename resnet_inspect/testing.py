"""For a project's own tests: assert that a network is free of bugs, and still the same.

```python
from resnet_inspect.testing import assert_clean, assert_same_architecture

def test_my_resnet() -> None:
    assert_clean("my_resnet.py:Net", input="3x224x224")
    assert_same_architecture("my_resnet.py:Net", "tests/my_resnet.trace.json")
```
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from resnet_inspect import api
from resnet_inspect.difference import Difference
from resnet_inspect.errors import UsageError
from resnet_inspect.graph.codec import dumps
from resnet_inspect.linter.finding import Findings, Severity
from resnet_inspect.linter.reporting.options import LintOptions
from resnet_inspect.visible import encoded

if TYPE_CHECKING:
    from resnet_inspect.api import Target
    from resnet_inspect.targets.run_options import Input


class NotCleanError(AssertionError):
    """A network has findings; the message shows them as code frames."""

    def __init__(self, findings: Findings) -> None:
        from resnet_inspect.render.findings import frames  # noqa: PLC0415 - only on failure

        super().__init__(f"the network has findings\n\n{frames.render([findings])}")
        self.findings = findings


def assert_clean(  # noqa: PLR0913 - the options of the command line
    target: "Target",
    *,
    input: "Input | None" = None,  # noqa: A002 - the word of the command line
    arguments: Mapping[str, Any] | None = None,
    fail_on: Severity | str = Severity.WARNING,
    select: tuple[str, ...] = (),
    ignore: tuple[str, ...] = (),
) -> None:
    """Lint a network and fail if anything of severity ``fail_on`` or worse is found.

    Args:
        target: As for :func:`resnet_inspect.inspect`: a name, a file, or an ``nn.Module``.
        input: The input's size; by default one that the classifier is made for.
        arguments: Constructor arguments by name.
        fail_on: ``error``, ``warning`` or ``info``.
        select: Only these rules, by code or name.
        ignore: Not these rules.

    Raises:
        NotCleanError: Something was found.
    """
    __tracebackhide__ = True
    options = LintOptions(select=select, ignore=ignore)
    result = api.lint(target, input, arguments=arguments, options=options)
    if result.at_least(Severity(fail_on)) or result.error:
        raise NotCleanError(result)


UPDATE = "RESNET_INSPECT_UPDATE"
"""The environment variable that lets :func:`assert_same_architecture` write snapshots anew."""


class ArchitectureChangedError(AssertionError):
    """A network is not the one in its snapshot; the message shows what changed."""

    def __init__(self, difference: Difference, snapshot: Path) -> None:
        super().__init__(
            f"the network is no longer the one in {snapshot}\n\n{difference}\n\n"
            f"If that is meant, write the snapshot anew: {UPDATE}=1 python -m pytest"
        )
        self.difference = difference


def assert_same_architecture(  # noqa: PLR0913 - the options of the command line
    target: "Target",
    snapshot: str | Path,
    *,
    input: "Input | None" = None,  # noqa: A002 - the word of the command line
    arguments: Mapping[str, Any] | None = None,
    ignore: tuple[str, ...] = (),
    update: bool | None = None,
) -> None:
    """Fail if a network is another than the one in a saved trace.

    Names of layers, line numbers and versions do not count.

    Args:
        target: As for :func:`resnet_inspect.inspect`: a name, a file, or an ``nn.Module``.
        snapshot: The saved trace, as ``resnet-inspect TARGET --format json`` writes it.
        input: The input's size; by default the snapshot's.
        arguments: Constructor arguments by name.
        ignore: What does not count, as for :func:`resnet_inspect.diff`.
        update: Write the snapshot in place of comparing; by default if the environment variable
            ``RESNET_INSPECT_UPDATE`` is set to anything but 0.

    Raises:
        ArchitectureChangedError: The network is another.
        UsageError: There is no such snapshot.
    """
    __tracebackhide__ = True
    file = Path(snapshot)
    if update or (update is None and os.environ.get(UPDATE, "0") not in {"", "0"}):
        graph = api.trace(target, input, arguments=arguments)
        file.write_bytes(encoded(dumps(graph)))
        return
    if not file.exists():
        raise UsageError(f"there is no snapshot `{file}`", f"Write it: {UPDATE}=1 python -m pytest")
    found = api.diff(str(file), target, input=input, arguments=arguments, ignore=ignore)
    if not found.same:
        raise ArchitectureChangedError(found, file)

"""For a project's own tests: assert that a network is free of bugs.

```python
from resnet_inspect.testing import assert_clean

def test_my_resnet() -> None:
    assert_clean("my_resnet.py:Net", input="3x224x224")
```
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from resnet_inspect import api
from resnet_inspect.lint.finding import Findings, Severity
from resnet_inspect.lint.reporting.options import LintOptions

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

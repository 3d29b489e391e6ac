"""A normalization has a momentum or an epsilon of another framework.

## What it does
Reports batch normalization whose momentum is 0.95 or more, and mentions one of 0.9 or more, and an
epsilon of 0.1 or more; where the momentum is tiny meanwhile, the two are exchanged.

## Why is this bad?
PyTorch's momentum is the weight of the new batch, Keras's and Caffe's that of the old average:
their 0.99 is written 0.01 here. With 0.99 the running statistics are those of the last batch, so
that evaluation depends on which images came last. A large epsilon flattens all channels of small
variance.

## Example
```python
model = nn.Sequential(nn.Conv2d(3, 8, 3, bias=False), nn.BatchNorm2d(8, momentum=0.99), nn.ReLU())
```

Use instead:

```python
model = nn.Sequential(nn.Conv2d(3, 8, 3, bias=False), nn.BatchNorm2d(8, momentum=0.01), nn.ReLU())
```

## Fix safety
Unsafe: running statistics become others, and with them the output in evaluation.

## References
- PyTorch documentation, `torch.nn.BatchNorm2d`: the note on momentum.
- Ioffe and Szegedy 2015, Batch Normalization, section 3.1.
"""

import ast
import re
from collections.abc import Iterator

from resnet_inspect.graph import Module, Node, NormAttrs, OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.blame import local

OTHERS_MOMENTUM = 0.9
EVIDENT = 0.95
"""From here on nobody means the weight of the new batch."""
LARGE_EPSILON = 0.1
SMALL_MOMENTUM = 0.005
"""Statistics that move as slowly as this, under so large an epsilon, are exchanged with it."""
_MOMENTUM = re.compile(r"\bmomentum=(?P<value>[\d.]+(?:e-?\d+)?)")


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each place that sets such a value."""
    for node in context.graph.of_kind(OpKind.NORM):
        if not context.is_layer(node):
            continue
        momentum = _momentum(context.module(node))
        if momentum is not None and OTHERS_MOMENTUM <= momentum < 1:
            yield _finding(
                context, node, "momentum",
                f"momentum {momentum:g} weights the last batch with {momentum:.0%}",
                f"for Keras's {momentum:g} pass `momentum={1 - momentum:.3g}`",
                f"{1 - momentum:.3g}",
            )  # fmt: skip
        if (
            isinstance(node.attrs, NormAttrs)
            and momentum is not None
            and (momentum < SMALL_MOMENTUM < node.attrs.epsilon)
        ):
            yield _exchanged(context, node, momentum, node.attrs.epsilon)
        elif isinstance(node.attrs, NormAttrs) and node.attrs.epsilon >= LARGE_EPSILON:
            yield _finding(
                context, node, "eps", f"eps {node.attrs.epsilon:g} drowns small variances",
                "the default is 1e-5", "1e-5",
            )  # fmt: skip


def _exchanged(context: LintContext, node: Node, momentum: float, epsilon: float) -> Finding:
    """Return what to say of a normalization that is given its numbers in the wrong order."""
    return Finding(
        message=f"`{node.module}` has eps {epsilon:g} and momentum {momentum:g}: exchanged numbers",
        place=context.setting(node, "eps"),
        label="eps comes first",
        cause=f"exchanged {context.setting(node, 'eps')}",
        modules=(node.module,),
        node=node.id,
        help="pass them by name: `eps=..., momentum=...`",
        severity=Severity.WARNING,
    )


def _momentum(module: Module) -> float | None:
    found = _MOMENTUM.search(module.settings) if "BatchNorm" in module.type else None
    return float(found["value"]) if found is not None else None


def _finding(  # noqa: PLR0913, PLR0917 - what the two settings differ in
    context: LintContext, node: Node, keyword: str, what: str, advice: str, usual: str
) -> Finding:
    momentum = _momentum(context.module(node)) or 0
    evident = keyword == "momentum" and momentum >= EVIDENT
    return Finding(
        message=f"`{node.module}`: {what}",
        place=context.setting(node, keyword),
        label=what,
        cause=f"{keyword} {context.setting(node, keyword)}",
        modules=(node.module,),
        node=node.id,
        fix=_fix(context, node, keyword, usual),
        help=advice,
        severity=None if evident else Severity.INFO,
    )


def _fix(context: LintContext, node: Node, keyword: str, usual: str) -> Fix | None:
    """Write the usual number where the value is a number, at the call that decides it."""
    blamed = local(context.places, node.module, keyword)
    if blamed is None or not isinstance(blamed.value, ast.Constant):
        return None
    edit = replace(blamed.file, blamed.value, usual)
    return Fix(title=f"Pass `{keyword}={usual}`", edits=(edit,), safe=False)


RULE = Rule(
    code="RES309", name="settings-of-another-framework", severity=Severity.WARNING, doc=__doc__,
    check=check,
)  # fmt: skip

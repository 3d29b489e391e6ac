"""A training step leaves out, or exchanges, one of its parts.

## What it does
Reports a function that calls `backward` and `step` of its optimizer and never clears the gradients,
that clears them between the two, that takes the step before `backward`, that never takes it, and
one that puts the network into evaluation mode and never back.

## Why is this bad?
The loop runs, and trains with the sum of all gradients so far, with those of the batch before, with
none, or with statistics and dropout of the wrong mode.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk = nn.Conv2d(3, 8, 3)
        self.fc = nn.Linear(8, 10)

    def forward(self, x):
        return self.fc(F.relu(self.trunk(x)).mean((2, 3)))


def train(net, loader, optimizer):
    for images, labels in loader:
        loss = F.cross_entropy(net(images), labels)
        loss.backward()
        optimizer.step()
```

Use instead, the rest as above:

```python
def train(net, loader, optimizer):
    for images, labels in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(net(images), labels)
        loss.backward()
        optimizer.step()
```

## References
- PyTorch tutorials, Optimizing Model Parameters, optimization loop.
"""

import ast
import re
from collections.abc import Iterator

from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.training.copies import is_copy
from resnet_inspect.linter.evidence.training.optimizers import optimizers
from resnet_inspect.linter.evidence.training.scopes import Scope, receiver, scopes
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.syntax import called_name

CLEARING = frozenset({"zero_grad", "clear_grad"})
_OPTIMIZER = re.compile(r"opt|sgd|adam", re.IGNORECASE)
_ACCUMULATES = re.compile(r"accum|micro", re.IGNORECASE)


def check(context: LintContext) -> Iterator[Finding]:
    """Yield the findings of each function that runs a backward pass."""
    for scope in scopes(context):
        backward = scope.calls("backward")
        if backward:
            yield from _step(scope, backward)
            yield from _mode(scope, backward[0])
    yield from _alternating(context)


def _step(scope: Scope, backward: list[ast.Call]) -> Iterator[Finding]:
    steps = [one for one in scope.calls("step") if _OPTIMIZER.search(receiver(one))]
    clears = [one for one in ast.walk(scope.file.tree) if called_name(one) in CLEARING]
    if len(backward) > 1 or len(steps) > 1 or any(one.args for one in steps):
        return
    if not steps:
        if any(optimizers(scope)) and scope.file.text.count(".step(") == 0:
            yield _finding(scope, backward[0], "no optimizer ever takes a step", "and no step")
        return
    if not _looped(scope, backward[0]):
        return
    if (
        not clears
        and not _ACCUMULATES.search(scope.file.text)
        and "grad = None" not in (scope.file.text)
    ):
        yield _finding(
            scope, backward[0], "the gradients are never cleared: each step takes the sum of all "
            "before it", "adds to the last ones", "call `optimizer.zero_grad()` before it",
        )  # fmt: skip
    elif _same_block(scope, backward[0], steps[0]):
        yield from _order(scope, backward[0], steps[0])


def _order(scope: Scope, backward: ast.Call, step: ast.Call) -> Iterator[Finding]:
    between = [one for one in scope.calls(*CLEARING) if backward.lineno < one.lineno < step.lineno]
    if between:
        yield _finding(
            scope, between[0], "the gradients are cleared between `backward` and `step`: nothing "
            "is learned", "clears what `backward` made", "clear them before `backward`",
        )  # fmt: skip
    elif (
        step.lineno < backward.lineno
        and not any(backward.lineno < one.lineno for one in scope.calls(*CLEARING))
        and any(one.lineno < backward.lineno for one in scope.calls(*CLEARING))
    ):
        yield _finding(
            scope, step, "the step is taken before `backward`: its gradients are cleared unused",
            "before `backward`", "take it behind `backward`",
        )  # fmt: skip


def _looped(scope: Scope, node: ast.AST) -> bool:
    return scope.file.enclosing(node, ast.For, ast.While) is not None


def _same_block(scope: Scope, one: ast.Call, other: ast.Call) -> bool:
    parents = scope.file.parents
    first, second = scope.file.statement(one), scope.file.statement(other)
    return first is not None and second is not None and parents[first] is parents[second]


def _mode(scope: Scope, backward: ast.Call) -> Iterator[Finding]:
    """Yield where a network that is trained goes into evaluation mode and stays there."""
    if ".train(" in scope.file.text:
        return
    trained = {ast.unparse(one.func) for one in scope.nodes if isinstance(one, ast.Call)}
    for call in scope.calls("eval"):
        name = receiver(call)
        if name in trained and not is_copy(name) and _comes_before(scope, call, backward):
            yield _mode_finding(scope, call, name)


def _comes_before(scope: Scope, call: ast.Call, backward: ast.Call) -> bool:
    """Whether one call runs before another, in an earlier round of a loop around both as well."""
    loops = [one for one in scope.file.outward(backward) if isinstance(one, ast.For | ast.While)]
    return call.lineno < backward.lineno or any(
        one is call for loop in loops for one in ast.walk(loop)
    )


def _alternating(context: LintContext) -> Iterator[Finding]:
    """Yield where a loop calls a function that evaluates and one that trains, in this mode."""
    known = scopes(context)
    evaluating = {one.name: one for one in known if one.calls("eval")}
    training = {one.name for one in known if one.calls("backward")}
    for scope in known:
        for loop in scope.nodes:
            if not isinstance(loop, ast.For | ast.While) or ".train(" in scope.file.text:
                continue
            called = {called_name(one) for one in ast.walk(loop)}
            if called.isdisjoint(training):
                continue
            for name in sorted(called & evaluating.keys() - training):
                call = evaluating[name].calls("eval")[0]
                if not is_copy(receiver(call)):
                    yield _mode_finding(evaluating[name], call, receiver(call))


def _mode_finding(scope: Scope, call: ast.Call, name: str) -> Finding:
    return _finding(
        scope, call, f"`{name}` is put into evaluation mode, and trained in it from then on: "
        "normalizations keep their statistics and dropout is off", "and never back",
        f"call `{name}.train()` before it is trained",
    )  # fmt: skip


def _finding(scope: Scope, node: ast.expr, message: str, label: str, advice: str = "") -> Finding:
    return Finding(
        message=message, place=scope.file.span(node), label=label,
        help=advice or "call `optimizer.step()` behind it",
    )  # fmt: skip


RULE = Rule(
    code="RES604", name="training-step", severity=Severity.WARNING, doc=__doc__, check=check
)

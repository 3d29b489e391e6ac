"""A tensor that backward needs is overwritten in place.

## What it does
Reports an in-place operator that writes to a tensor which an earlier operator has saved for its
backward. `relu` saves its result, convolutions and normalizations their input.

## Why is this bad?
Forward runs, and backward raises "one of the variables needed for gradient computation has been
modified by an inplace operation": the network cannot be trained.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 3, 3, padding=1)
        self.conv2 = nn.Conv2d(3, 3, 3, padding=1)

    def forward(self, x):
        identity = x
        out = F.relu(self.conv1(x))
        out = F.relu(self.conv2(out))
        out += identity
        return out
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def forward(self, x):
        identity = x
        out = F.relu(self.conv1(x))
        out = F.relu(self.conv2(out))
        out = out + identity
        return out
```

## Fix safety
Safe: the same function is computed, and backward works.

## References
- PyTorch documentation, Autograd mechanics, "In-place operations with autograd".
- discuss.pytorch.org topics 10724 and 11976: `x += residual` after an in-place ReLU.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import Node, SourceSpan
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.autograd import Autograd, Overwrite
from resnet_inspect.linter.finding import Finding, Place, Severity
from resnet_inspect.linter.fixes.fix import Edit, Fix
from resnet_inspect.linter.fixes.rewrite import set_argument
from resnet_inspect.linter.rule import Rule, Traces
from resnet_inspect.linter.words import layer


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each operator that overwrites."""
    seen: set[int] = set()
    failed = {failure.node for failure in context.graph.failures}
    for overwrite in Autograd(context.graph).overwrites():
        if overwrite.saved_by.id in failed:
            continue
        if overwrite.writer.id not in seen:
            seen.add(overwrite.writer.id)
            yield _finding(context, overwrite)


def _finding(context: LintContext, overwrite: Overwrite) -> Finding:
    writer, saver = overwrite.writer, overwrite.saved_by
    result = overwrite.saved.node == saver.id
    what = "its result" if result else "its input"
    saved_at = saver.source
    return Finding(
        message=f"backward fails: `{writer.op}` overwrites what {_name(saver)} needs, {what}",
        place=context.definition(writer) if context.is_layer(writer) else writer.source,
        label="changes it in place",
        secondary=(Place(saved_at, f"`{saver.op}` keeps {what} for backward"),) if saved_at else (),
        modules=(writer.module,),
        node=writer.id,
        help=_help(writer),
        fix=_fix(context, writer),
        condition="in training, at backward",
    )


def _name(node: Node) -> str:
    return f"`{node.op}`" if node.op == node.module else layer(node)


def _help(writer: Node) -> str:
    if writer.op == "add":
        return "add out of place: `out = out + identity`"
    return "use `inplace=False`"


def _fix(context: LintContext, writer: Node) -> Fix | None:
    if context.is_layer(writer):
        edit = set_argument(context.places, writer.module, "inplace", "False")
        return Fix(title="Use `inplace=False`", edits=(edit,), safe=True) if edit else None
    edit = _out_of_place(context, writer.source)
    return Fix(title="Add out of place", edits=(edit,), safe=True) if edit else None


def _out_of_place(context: LintContext, span: SourceSpan | None) -> Edit | None:
    """Write ``out = out + identity`` for ``out += identity``."""
    file = context.sources.of(span)
    for node in ast.walk(file.tree) if file is not None and span is not None else ():
        if isinstance(node, ast.AugAssign) and node.lineno == span.line:  # type: ignore[union-attr]
            if not isinstance(node.op, ast.Add):
                return None
            target, value = file.code(node.target), file.code(node.value)  # type: ignore[union-attr]
            text = f"{target} = {target} + {value}"
            return Edit.replace(file.span(node), text)  # type: ignore[union-attr]
    return None


RULE = Rule(
    code="RES401", name="overwritten-before-backward", severity=Severity.ERROR, doc=__doc__,
    check=check, traces=Traces.TRAINING,
)  # fmt: skip

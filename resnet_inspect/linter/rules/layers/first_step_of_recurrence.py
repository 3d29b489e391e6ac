"""The first step of a recurrent layer is read, which has seen nothing of the sequence.

## What it does
Reports an index of 0 along the time of what an LSTM, GRU or RNN returns that runs in one direction
only, where nothing else is read of the sequence.

## Why is this bad?
Nothing fails. The first step's output depends on the first input alone; the last step's, `[:, -1]`,
on all of them.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.rnn = nn.GRU(8, 16, batch_first=True)
        self.fc = nn.Linear(16, 10)

    def forward(self, x):
        x = F.relu(self.conv(x)).mean(2).transpose(1, 2)
        out, _ = self.rnn(x)
        return self.fc(out[:, 0])
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def forward(self, x):
        x = F.relu(self.conv(x)).mean(2).transpose(1, 2)
        out, _ = self.rnn(x)
        return self.fc(out[:, -1])
```

## References
- Hochreiter and Schmidhuber 1997, Long Short-Term Memory.
- PyTorch documentation, `torch.nn.LSTM`: what `output` holds for each direction.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import Node, OpKind, OtherAttrs
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.expressions import expression_at
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.words import layer

SEQUENCE = 3
"""(N, T, C), or (T, N, C)."""
BIDIRECTIONAL, BATCH_FIRST = "argument7", "argument8"
"""Positions of the settings in torch's recurrent functions."""


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such index."""
    for recurrent in context.graph.of_kind(OpKind.RECURRENT):
        made = recurrent.outputs[0].shape if recurrent.outputs else ()
        if len(made) != SEQUENCE or _setting(recurrent, BIDIRECTIONAL) is not False:
            continue
        time = 1 if _setting(recurrent, BATCH_FIRST) else 0
        readers = [one for one in context.readers(recurrent) if _reads_output(one, recurrent)]
        if made[time] > 1 and readers and all(_first_only(one, time) for one in readers):
            yield _finding(context, recurrent, readers[0], made[time], time)


def _reads_output(node: Node, recurrent: Node) -> bool:
    return any(ref.node == recurrent.id and ref.index == 0 for ref in node.inputs)


def _setting(node: Node, name: str) -> object:
    return node.attrs.get(name) if isinstance(node.attrs, OtherAttrs) else None


def _first_only(node: Node, time: int) -> bool:
    """Whether an operator takes the first step alone: ``out[:, 0]``, ``out.select(1, 0)``."""
    if node.kind is not OpKind.INDEX:
        return False
    if node.op == "select":
        return (_setting(node, "argument1"), _setting(node, "argument2")) == (time, 0)
    index = _setting(node, "index")
    parts = index if isinstance(index, tuple) else (index,)
    whole = all(part == ":" for part in parts[:time])
    return whole and len(parts) > time and parts[time] == 0 and type(parts[time]) is int


def _finding(context: LintContext, recurrent: Node, reader: Node, steps: int, time: int) -> Finding:
    last = "[:, -1]" if time else "[-1]"
    return Finding(
        message=f"the first of {steps} steps of {layer(recurrent)} is read: it has seen the first "
        "input only",
        place=reader.source,
        label="step 0",
        modules=(recurrent.module,),
        node=reader.id,
        fix=_fix(context, reader, time),
        help=f"read the last step: `{last}`",
    )


def _fix(context: LintContext, reader: Node, time: int) -> Fix | None:
    """Read the last step: -1 for 0."""
    match expression_at(context.sources, reader.source):
        case (file, ast.Subscript(slice=ast.Tuple(elts=parts))) if len(parts) > time:
            index = parts[time]
        case (file, ast.Subscript(slice=ast.Constant(value=0) as index)) if not time:
            pass
        case _:
            return None
    return Fix(title="Read the last step", edits=(replace(file, index, "-1"),), safe=False)


RULE = Rule(
    code="RES318", name="first-step-of-recurrence", severity=Severity.WARNING, doc=__doc__,
    check=check,
)  # fmt: skip

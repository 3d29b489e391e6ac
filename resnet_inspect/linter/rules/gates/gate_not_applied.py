"""A gate is added where it should multiply.

## What it does
Reports a residual connection whose main path ends in a sigmoid of pooled features, as in
squeeze-and-excitation, that no product applies to the map it was computed from.

## Why is this bad?
The block adds one number a channel, between 0 and 1, to its input: what the convolutions see of the
image is lost.

## Example
```python
class Gate(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc1 = nn.Linear(width, 4)
        self.fc2 = nn.Linear(4, width)

    def forward(self, x):
        gate = torch.sigmoid(self.fc2(F.relu(self.fc1(x.mean((2, 3))))))
        return gate[:, :, None, None].expand_as(x)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 3, 3, padding=1)
        self.gate = Gate(3)

    def forward(self, x):
        return x + self.gate(self.conv(x))
```

Use instead, the rest as above:

```python
class Gate(nn.Module):
    def forward(self, x):
        gate = torch.sigmoid(self.fc2(F.relu(self.fc1(x.mean((2, 3))))))
        return x * gate[:, :, None, None]
```

## References
- Hu et al. 2018, Squeeze-and-Excitation Networks, equation 4.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import AdaptivePoolAttrs, Node, OpKind, ReduceAttrs, Ref, SourceSpan
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.usage.returns import return_of
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.places import parameter_names

GATES = frozenset({"sigmoid", "hardsigmoid", "softmax"})
SHAPING = frozenset({OpKind.RESHAPE, OpKind.INDEX, OpKind.RESIZE})
POSITIONS = 2
"""The first dimension that is a position: the batch and the channels come before."""
BETWEEN = frozenset({OpKind.LINEAR, OpKind.CONV, OpKind.ACTIVATION, OpKind.NORM, OpKind.DROPOUT})


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each sum that adds a gate to a map."""
    for node in context.graph.of_kind(OpKind.ADD):
        for ref in node.inputs:
            gate = _gate(context, ref)
            if gate is not None and not _applied(context, gate) and len(node.inputs) > 1:
                yield _finding(context, node, gate)


def _gate(context: LintContext, ref: Ref) -> Node | None:
    """Return the sigmoid that made a summand, if it saw pooled features only."""
    node = context.origin(ref)
    while node.kind in SHAPING and node.inputs:
        node = context.origin(node.inputs[0])
    return node if node.op in GATES and _pooled(context, node) else None


def _pooled(context: LintContext, gate: Node) -> bool:
    """Whether a gate's features were pooled over the whole map, a layer or two before."""
    node, layers = gate, 0
    while node.inputs and node.kind in BETWEEN | SHAPING | {OpKind.SOFTMAX, OpKind.COPY}:
        node = context.producer(node.inputs[0])
        layers += node.kind in {OpKind.LINEAR, OpKind.CONV}
    match node.attrs:
        case AdaptivePoolAttrs(output_size=sizes):
            return bool(layers) and set(sizes) == {1}
        case ReduceAttrs(dims=dims):
            rank = len(context.graph.tensor(node.inputs[0]).shape)
            return bool(layers) and len(dims) == rank - POSITIONS > 0
    return False


def _applied(context: LintContext, gate: Node) -> bool:
    """Whether a product reads the gate, reshaped or not."""
    pending = [gate]
    while pending:
        for reader in context.readers(pending.pop()):
            if reader.kind in {OpKind.MULTIPLY, OpKind.MATMUL}:
                return True
            if reader.kind in SHAPING | {OpKind.ARITHMETIC}:
                pending.append(reader)
    return False


def _finding(context: LintContext, node: Node, gate: Node) -> Finding:
    return Finding(
        message="the gate itself is added: no product applies it to the map that it weights",
        place=_place(context, node, gate),
        label="the gate, not the gated map",
        modules=(gate.module,),
        node=node.id,
        fix=_fix(context, _place(context, node, gate)),
        help="multiply: `return x * gate`",
    )


def _place(context: LintContext, node: Node, gate: Node) -> SourceSpan | None:
    """Return the return statement of the module that computes the gate, else the sum."""
    inside = {call.id for call in context.calls_around(node.call)}
    around = [call for call in context.calls_around(gate.call) if call.id not in inside]
    own = [call for call in around if context.forward(call) is not None]
    return return_of(context, own[-1]) if own else node.source


def _fix(context: LintContext, place: SourceSpan | None) -> Fix | None:
    """Multiply what the gate's module returns by what it was given."""
    file = context.sources.of(place)
    function = file.function_at(place.line) if file is not None and place is not None else None
    if file is None or function is None:
        return None
    for node in ast.walk(function):
        if isinstance(node, ast.Return) and node.value is not None:
            given = parameter_names(function)[1]
            text = f"{given} * {file.code(node.value)}"
            edit = replace(file, node.value, text)
            return Fix(title=f"Return `{text}`", edits=(edit,), safe=False)
    return None


RULE = Rule(
    code="RES215", name="gate-not-applied", severity=Severity.ERROR, doc=__doc__, check=check
)

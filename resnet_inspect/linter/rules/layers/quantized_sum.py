"""A network that is prepared for quantization adds with a plain `+`.

## What it does
Reports a sum or concatenation of feature maps by an operator in a network with `QuantStub`s, where
`FloatFunctional` is needed.

## Why is this bad?
The converted network raises, "could not run 'aten::add.out' with arguments from the 'QuantizedCPU'
backend", or joins maps of different scales.

## Example
```python
class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv = nn.Conv2d(width, width, 3, padding=1)

    def forward(self, x):
        return torch.relu(self.conv(x) + x)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.quant = torch.ao.quantization.QuantStub()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU())
        self.block = Block(8)
        self.dequant = torch.ao.quantization.DeQuantStub()

    def forward(self, x):
        return self.dequant(self.block(self.stem(self.quant(x))))
```

Use instead:

```python
class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv = nn.Conv2d(width, width, 3, padding=1)
        self.join = torch.ao.nn.quantized.FloatFunctional()

    def forward(self, x):
        return torch.relu(self.join.add(self.conv(x), x))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.quant = torch.ao.quantization.QuantStub()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU())
        self.block = Block(8)
        self.dequant = torch.ao.quantization.DeQuantStub()

    def forward(self, x):
        return self.dequant(self.block(self.stem(self.quant(x))))
```

## Fix safety
Safe: the same sum is computed.

## References
- PyTorch documentation, Quantization, Model Preparation for Eager Mode: tensor operations.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import Node, OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.scope import free_name, own_init
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.expressions import expression_at
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.fixes.statements import added_behind
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.syntax import called_name

FUNCTIONS = frozenset({"cat", "concat", "add"})
JOINS = frozenset({OpKind.ADD, OpKind.CONCAT})
PAIR = 2


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such expression."""
    if not any(module.type == "QuantStub" for module in context.graph.modules):
        return
    for node in context.graph.nodes:
        if node.kind in JOINS and len(node.inputs) >= PAIR and _plain(context, node):
            yield Finding(
                message=f"`{node.op}` joins feature maps between `QuantStub` and `DeQuantStub`: "
                "the converted network cannot run it",
                place=node.source,
                label="not quantized",
                modules=(node.module,) if node.module else (),
                node=node.id,
                fix=_fix(context, node),
                help="make a `FloatFunctional` in `__init__` and call its `add`",
            )


def _fix(context: LintContext, node: Node) -> Fix | None:
    """Add through a ``FloatFunctional`` that the constructor makes."""
    match expression_at(context.sources, node.source):
        case (file, ast.BinOp(left=left, op=ast.Add(), right=right) as expression):
            init = own_init(file, expression)
            name = free_name(file, expression, "skip_add")
            text = f"self.{name}.add({file.code(left)}, {file.code(right)})"
        case _:
            return None
    if init is None:
        return None
    made = f"self.{name} = torch.ao.nn.quantized.FloatFunctional()"
    edits = (added_behind(file, init.body[-1], made), replace(file, expression, text))
    return Fix(title="Add by a `FloatFunctional`", edits=edits, safe=True)


def _plain(context: LintContext, node: Node) -> bool:
    """Whether an operator or torch's function is called, and no module's method."""
    if not context.is_users(node.source):
        return False
    expression = context.sources.at(node.source)
    if isinstance(expression, ast.BinOp):
        return True
    if called_name(expression) in FUNCTIONS and isinstance(expression, ast.Call):
        return ast.unparse(expression.func).startswith("torch.")
    return node.inplace


RULE = Rule(
    code="RES316", name="quantized-sum", severity=Severity.WARNING, doc=__doc__, check=check
)

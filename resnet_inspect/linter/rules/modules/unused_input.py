"""An input of the network reaches no output.

## What it does
Reports an input that no output depends on, in evaluation and in training. Where one module is
called twice with the same tensor meanwhile, the place is its second call.

## Why is this bad?
Whoever passes it expects an effect. Mostly a wrong variable was written: both branches of a siamese
network see the same image, or an embedding is computed and not added.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Conv2d(3, 8, 3)

    def forward(self, first, second):
        one = self.encoder(first)
        other = self.encoder(first)
        return (one - other).abs().mean((1, 2, 3))
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def forward(self, first, second):
        one = self.encoder(first)
        other = self.encoder(second)
        return (one - other).abs().mean((1, 2, 3))
```

## References
- Bromley et al. 1993, Signature Verification using a Siamese Time Delay Neural Network, figure 1.
"""

import ast
from collections.abc import Iterator
from itertools import combinations

from resnet_inspect.graph import Graph, ModuleCall, Node, SourceSpan
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.usage.dead_ends import dead_ends
from resnet_inspect.linter.evidence.usage.liveness import live_nodes
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.expressions import call_at
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.rule import Rule


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such input, unless something else explains it."""
    graph = context.graph
    if not graph.complete or graph.failures or any(one.ref is None for one in graph.outputs):
        return
    if any(end.variable for end in dead_ends(context)):
        return
    for position, node in enumerate(graph.inputs()):
        if not any(_alive(other, position) for other in context.graphs):
            yield _finding(context, position, node)


def _alive(graph: Graph, position: int) -> bool:
    inputs = graph.inputs()
    return position >= len(inputs) or inputs[position].id in live_nodes(graph)


def _finding(context: LintContext, position: int, node: Node) -> Finding:
    again = _called_again(context)
    name, place = _parameter(context, position)
    fixes = [*filter(None, [_fix(context, again, name), _read_in_forward(context, name)])]
    twice = f": `{again.module}` reads another one twice" if again is not None else ""
    return Finding(
        message=f"no output depends on the input `{name}`{twice}",
        place=again.source if again is not None else place,
        label="the same tensor again" if again is not None else "never used",
        node=node.id,
        fix=fixes[0] if fixes else None,
        other_fixes=tuple(fixes[1:]),
        help=f"read `{name}` here" if again is not None else "use it, or remove it",
    )


def _parameter(context: LintContext, position: int) -> tuple[str, SourceSpan | None]:
    """Return the name of the forward's parameter at a position, and its place."""
    found = context.forward(context.graph.calls[0])
    if found is None:
        return f"{position + 1}", None
    file, function = found
    given = [*function.args.posonlyargs, *function.args.args][1:]
    if position < len(given):
        return given[position].arg, file.span(given[position])
    return f"{position + 1}", file.header(function)


def _called_again(context: LintContext) -> ModuleCall | None:
    """Return the second of two calls of a module with the same tensors."""
    calls = [call for call in context.graph.calls if call.inputs and context.is_users(call.source)]
    for one, other in combinations(calls, 2):
        if one.module == other.module and one.inputs == other.inputs:
            return other
    return None


def _fix(context: LintContext, again: ModuleCall | None, name: str) -> Fix | None:
    found = call_at(context.sources, again.source) if again is not None else None
    if found is None or len(found[1].args) != 1 or not name.isidentifier():
        return None
    edit = replace(found[0], found[1].args[0], name)
    return Fix(title=f"Read `{name}`", edits=(edit,), safe=False)


def _read_in_forward(context: LintContext, name: str) -> Fix | None:
    """Hand the input to the second of two equal calls that the forward makes."""
    found = context.forward(context.graph.calls[0])
    seen: set[str] = set()
    for call in ast.walk(found[1]) if found is not None else ():
        if found is None or not isinstance(call, ast.Call) or len(call.args) != 1:
            continue
        text = found[0].code(call)
        if text in seen:
            edit = replace(found[0], call.args[0], name)
            return Fix(title=f"Read `{name}`", edits=(edit,), safe=False)
        seen.add(text)
    return None


RULE = Rule(code="RES514", name="unused-input", severity=Severity.WARNING, doc=__doc__, check=check)

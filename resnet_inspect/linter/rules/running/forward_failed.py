"""The forward pass raises.

## What it does
Reports an exception that none of the rules for shapes explains, at the user's innermost line.

## Why is this bad?
The network cannot be run.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, padding=1)

    def forward(self, x):
        return self.norm(self.conv(x))
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(4)
```

## References
- PyTorch documentation, `torch.nn.Module`.
"""

import ast
import re
from collections.abc import Iterator
from difflib import get_close_matches

from resnet_inspect.graph import Failure, Graph, ModulePath, SourceSpan
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.empty_places import is_empty_place
from resnet_inspect.linter.evidence.true_division import division_in_layer, says_not_whole
from resnet_inspect.linter.failed import Failed
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.expressions import expression_at
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.rule import Failures, Rule, Traces
from resnet_inspect.linter.source.blame import assignments
from resnet_inspect.linter.source.places import parameter_names
from resnet_inspect.linter.source.syntax import FunctionNode, called_name
from resnet_inspect.linter.words import shape

_DIMENSIONS = re.compile(r"expected \d+D( or \d+D)? input|Expected \d+D")
"""What a layer for images says of a volume: the layer is the wrong one, not its call."""

_RAISED = re.compile(r"^\w*(Error|Exception): ")
_RANKS = re.compile(r"expected (\d)D(?: or \dD)? input \(got (\d)D input\)")
_UNSET = re.compile(r"local variable '(\w+)'")
PAIRED = frozenset({"max", "min", "median", "sort", "topk", "mode"})
"""Functions that return values and their indices."""


def explain(context: LintContext, failed: Failed) -> Iterator[Finding]:
    """Yield an operator that raised and that no other rule explains."""
    if not failed.untold:
        return
    node, raised = failed.node, _first_line(failed.failure.message)
    quotient = _quotient(context, node.module, raised)
    if quotient is not None:
        yield quotient
        return
    shapes = [shape(context.graph.tensor(ref).shape) for ref in node.inputs]
    yield Finding(
        message=f"`{node.op}` fails on {' and '.join(shapes) or 'its arguments'}: {raised}",
        place=node.source,
        label=raised,
        modules=(node.module,),
        node=node.id,
    )


def check(context: LintContext) -> Iterator[Finding]:
    """Yield what stopped the forward pass between operators."""
    for failure in context.graph.failures:
        if failure.node is not None or is_empty_place(context, failure):
            continue
        if not _stops_first(context.first, failure):
            yield (
                _misspelled(context, failure)
                or _returns_nothing(context)
                or _divided(context, failure)
                or _stopped(context, failure)
            )


def _stops_first(first: Graph | None, failure: Failure) -> bool:
    """Whether the first trace stops at the same place."""
    stops = [one.frames for one in first.failures if one.node is None] if first else []
    return failure.frames in stops


def _divided(context: LintContext, failure: Failure) -> Finding | None:
    path = context.graph.calls[failure.call].module if failure.call is not None else ""
    return _quotient(context, ModulePath(path), failure.message)


def _quotient(context: LintContext, path: ModulePath, raised: str) -> Finding | None:
    """Report the `/` that made one of a layer's settings a float."""
    if not path or not says_not_whole(raised):
        return None
    found = division_in_layer(context, path)
    if found is None:
        return None
    file, quotient = found
    text = f"{file.code(quotient.left)} // {file.code(quotient.right)}"
    return Finding(
        message=f"`{file.code(quotient)}` is a float: `{path}` needs a whole number",
        place=file.span(quotient),
        label="not whole",
        modules=(path,),
        severity=Severity.ERROR,
        help="divide by `//`",
        fix=Fix(title=f"Write `{text}`", edits=(replace(file, quotient, text),), safe=True),
        cause=f"quotient {file.span(quotient)}",
    )


def _stopped(context: LintContext, failure: Failure) -> Finding:
    call = failure.call
    path = context.graph.calls[call].module if call is not None else None
    place = failure.frames[-1] if failure.frames else None
    if path and _DIMENSIONS.search(failure.message):
        place = context.graph.module(path).definition or place
    unset = _UNSET.search(failure.message)
    message = f"the forward pass stops: {failure.type}: {_first_line(failure.message)}"
    if unset is not None and failure.type == "UnboundLocalError":
        message = f"`{unset[1]}` is read before it is set{_only_where(context, place, unset[1])}"
    return Finding(
        message=message,
        place=place,
        label=failure.type,
        fix=_repair(context, failure),
        modules=(path,) if path else (),
        severity=Severity.ERROR if context.first is None else Severity.INFO,
    )


def _only_where(context: LintContext, place: SourceSpan | None, name: str) -> str:
    """Say under which condition a function sets a variable."""
    file = context.sources.of(place)
    function = file.function_at(place.line) if file is not None and place is not None else None
    for statement in assignments(function, name) if function is not None else ():
        condition = file.enclosing(statement, ast.If) if file is not None else None
        if isinstance(condition, ast.If) and file is not None:
            return f": only where `{file.code(condition.test)}`"
    return ""


def _repair(context: LintContext, failure: Failure) -> Fix | None:
    """Return what mends an exception, where its message tells."""
    if "torch.return_types" in failure.message:
        return _values_only(context, failure)
    unset = _UNSET.search(failure.message)
    if unset is not None:
        return _input_instead(context, failure, unset[1])
    wrong = _RANKS.search(failure.message)
    return _other_rank(context, failure, int(wrong[2]) - 2) if wrong is not None else None


def _values_only(context: LintContext, failure: Failure) -> Fix | None:
    """Take the values of what ``torch.max(x, dim)`` and the like return."""
    found = expression_at(context.sources, failure.frames[-1] if failure.frames else None)
    function = found[0].function(found[1]) if found is not None else None
    if found is None or function is None:
        return None
    edits = tuple(
        replace(found[0], call, f"{found[0].code(call)}[0]")
        for call in ast.walk(function)
        if called_name(call) in PAIRED and isinstance(call, ast.Call)
        and not isinstance(found[0].parents.get(call), ast.Subscript | ast.Attribute)
    )  # fmt: skip
    return Fix(title="Take the values alone", edits=edits, safe=True) if edits else None


def _input_instead(context: LintContext, failure: Failure, name: str) -> Fix | None:
    """Read the forward's input where a variable is read before it is set."""
    found = expression_at(context.sources, failure.frames[-1] if failure.frames else None)
    function = found[0].function(found[1]) if found is not None else None
    if found is None or function is None or len(parameter_names(function)) < 2:  # noqa: PLR2004 - self, x
        return None
    given = parameter_names(function)[1]
    edits = tuple(
        replace(found[0], one, given)
        for one in ast.walk(found[1])
        if isinstance(one, ast.Name) and one.id == name
    )
    return Fix(title=f"Read `{given}`", edits=edits, safe=False) if edits else None


def _other_rank(context: LintContext, failure: Failure, rank: int) -> Fix | None:
    """Construct the layer for maps of another number of dimensions."""
    call = context.graph.calls[failure.call] if failure.call is not None else None
    found = context.places.constructor(call.module) if call is not None else None
    if found is None or rank not in {1, 2, 3}:
        return None
    name = found[0].code(found[1].func)
    edit = replace(found[0], found[1].func, f"{name[:-2]}{rank}d")
    return Fix(title=f"Construct `{name[:-2]}{rank}d`", edits=(edit,), safe=True)


def _misspelled(context: LintContext, failure: Failure) -> Finding | None:
    """Find the method that was to be a module's forward, where the module has none."""
    if failure.type != "NotImplementedError" or failure.call is None:
        return None
    module = context.graph.module(context.graph.calls[failure.call].module)
    file = context.class_file(module)
    line = module.class_source.line if module.class_source is not None else None
    node = file.class_at(module.type, line) if file is not None else None
    methods = [one for one in node.body if isinstance(one, FunctionNode)] if node else []
    near = get_close_matches("forward", [one.name for one in methods], cutoff=0.7)
    if file is None or not near or near[0] == "forward":
        return None
    found = next(one for one in methods if one.name == near[0])
    return Finding(
        message=f"`{module.type}` has no method `forward`: its own is called `{near[0]}`",
        place=file.header(found),
        label="not `forward`",
        modules=(module.path,),
        help="call it `forward`",
    )


def _returns_nothing(context: LintContext) -> Finding | None:
    """Find a module whose forward has run and returned None, as one without a return does."""
    for call in context.graph.calls[1:]:
        found = context.forward(call) if not call.outputs else None
        if found is None or call.end_node == call.first_node:
            continue
        file, function = found
        returns = (one for one in ast.walk(function) if isinstance(one, ast.Return))
        if not any(one.value is not None for one in returns):
            return Finding(
                message=f"the forward of `{context.graph.module(call.module).type}` "
                "returns nothing",
                place=file.span(function.body[-1]),
                label="no return follows",
                modules=(call.module,),
                help="return the result",
            )
    return None


def _first_line(message: str) -> str:
    """Return what an exception says, without the listing that a compiler puts around it."""
    lines = message.strip().splitlines() or [""]
    if not lines[0].startswith("The following operation failed in the TorchScript"):
        return lines[0]
    said = [line for line in lines if _RAISED.match(line)]
    return said[-1] if said else lines[0]


RULE = Rule(
    code="RES003", name="forward-failed", severity=Severity.ERROR, doc=__doc__, check=check,
    traces=Traces.EVERY, failures=Failures(explain, before=()),
)  # fmt: skip

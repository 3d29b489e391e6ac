"""A tensor has another shape than the comment or docstring beside it says.

## What it does
Reads shapes in comments behind the lines of a forward, `# (B, 64, H/4, W/4)`, and in the "Returns"
of its docstring, and compares their number of dimensions, their channels and how many times the
sides are divided with the traced tensor. Sides given as numbers count where the input has the size
that the other comments speak of.

## Why is this bad?
One of the two was changed alone. A stride or width that was mistyped shows nowhere else, where what
follows adapts to any size.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.body = nn.Conv2d(8, 16, 3, stride=1, padding=1)

    def forward(self, x):
        x = F.relu(self.stem(x))  # (B, 8, H/2, W/2)
        x = F.relu(self.body(x))  # (B, 16, H/4, W/4)
        return x.mean((2, 3))
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.body = nn.Conv2d(8, 16, 3, stride=2, padding=1)
```

## References
- He et al. 2015, Deep Residual Learning, table 1: the output size of each stage.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median_low

from resnet_inspect.graph import CallId, ModuleCall, ModulePath, Node, Ref, SourceSpan
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.claims.shapes import WrittenShape, written_shapes
from resnet_inspect.linter.evidence.text_of_line import comments
from resnet_inspect.linter.finding import Finding, Place, Severity
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.syntax import FunctionNode, SourceFile

SPATIAL = 2
MAP = 4
TOLERANCE = 0.2
_RETURNS = re.compile(
    r"(?:returns?|outputs?)\s*:?(.*?)(?:\n\s*\n|\n\s*(?:args|raises|inputs?)\b|\Z)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Said:
    """A shape that stands beside a statement, and the tensor that the statement makes."""

    file: SourceFile
    call: ModuleCall
    """The call whose forward the statement belongs to."""
    statement: ast.stmt
    written: WrittenShape
    ref: Ref


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such shape, the first of a forward only."""
    if context.graph.failures:
        return
    seen: set[tuple[str, int]] = set()
    for call in context.graph.calls:
        found = context.forward(call)
        if found is None or (found[0].path, found[1].lineno) in seen or _reused(context, call):
            continue
        if found[0] in context.own_files:
            seen.add((found[0].path, found[1].lineno))
            lines = list(_of_lines(context, call, *found))
            said = [*lines, *_of_returns(call, *found)]
            wrong = [(one, text) for one in said if (text := _contradiction(context, one))]
            wrong += [(one, text) for one, text in _odd_sizes(context, lines)]
            yield from (_finding(context, one, text) for one, text in wrong[:1])


def _reused(context: LintContext, call: ModuleCall) -> bool:
    """Whether other modules of the class run as well: their shapes are not those of one text."""
    own = context.graph.module(call.module).class_source
    return len(context.once(_run_of_class)[own]) > 1


def _run_of_class(context: LintContext) -> dict[SourceSpan | None, set[ModulePath]]:
    """Return the modules that run, by their classes."""
    run: dict[SourceSpan | None, set[ModulePath]] = defaultdict(set)
    for call in context.graph.calls:
        run[context.graph.module(call.module).class_source].add(call.module)
    return run


def _of_lines(
    context: LintContext, call: ModuleCall, file: SourceFile, forward: FunctionNode
) -> Iterator[Said]:
    """Yield the lines of a forward that have one shape in the comment behind them."""
    beside = comments(file)
    for statement in forward.body:
        if isinstance(statement, ast.Assign | ast.Return):
            shapes = written_shapes(beside.get(statement.end_lineno or statement.lineno, ""))
            ref = _made_in(context, call, file, statement)
            if len(shapes) == 1 and ref is not None:
                yield Said(file, call, statement, shapes[0], ref)


def _made_in(
    context: LintContext, call: ModuleCall, file: SourceFile, statement: ast.stmt
) -> Ref | None:
    """Return the last tensor that a statement of a module's forward made."""
    lines = range(statement.lineno, (statement.end_lineno or statement.lineno) + 1)
    found = [
        node.ref
        for node in context.graph.nodes_of(call)
        if any(
            span is not None and span.file == file.path and span.line in lines
            for span in _spans(context, node, call.id)
        )
    ]
    multiple = isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Tuple)
    return found[-1] if found and not multiple else None


def _spans(context: LintContext, node: Node, outer: CallId) -> Iterator[SourceSpan | None]:
    """Yield where an operator, and the modules around it inside a call, were called."""
    yield node.source
    for one in context.calls_around(node.call):
        if one.id == outer:
            return
        yield one.source


def _of_returns(call: ModuleCall, file: SourceFile, forward: FunctionNode) -> Iterator[Said]:
    """Yield a forward whose docstring names one shape for what it returns."""
    match = _RETURNS.search(ast.get_docstring(forward) or "")
    shapes = written_shapes(match.group(1)) if match is not None else []
    returns = [one for one in ast.walk(forward) if isinstance(one, ast.Return)]
    if len(shapes) == 1 and len(call.outputs) == 1 and returns:
        yield Said(file, call, returns[-1], shapes[0], call.outputs[0])


def _contradiction(context: LintContext, said: Said) -> str:
    """Return in what a tensor departs from a written shape; empty where it does not."""
    shape, written = context.graph.tensor(said.ref).shape, said.written
    if len(written.sizes) != len(shape):
        return f"{len(shape)} dimensions"
    number = written.sizes[1]
    if number is not None and len(shape) in {2, MAP} and number != shape[1]:
        return f"{shape[1]} channels"
    sides = zip(written.reductions, shape, context.graph.inputs()[0].output.shape, strict=False)
    for divisor, side, image in list(sides)[SPATIAL:]:
        if divisor and abs(side * divisor - image) > divisor:
            return f"sides {image / side:g} times smaller than the image's"
    return ""


def _odd_sizes(context: LintContext, lines: Sequence[Said]) -> Iterator[tuple[Said, str]]:
    """Yield the lines whose sides belong to an image of another size than the other lines'."""
    ratios: list[tuple[Said, float]] = []
    for said in lines:
        shape, sizes = context.graph.tensor(said.ref).shape, said.written.sizes
        side = sizes[-1]
        if len(sizes) == len(shape) == MAP and side is not None and side > 1 and shape[-1] > 1:
            ratios.append((said, side / shape[-1]))
    usual = median_low([one for _, one in ratios]) if len(ratios) > SPATIAL else 0.0
    agreeing = [one for _, one in ratios if abs(one / usual - 1) < TOLERANCE] if usual else []
    if len(agreeing) * 2 <= len(ratios):
        return
    for said, ratio in ratios:
        if abs(ratio / usual - 1) >= TOLERANCE:
            yield said, f"sides for an image of {ratio / usual:g} times the other lines' size"


def _finding(context: LintContext, said: Said, wrong: str) -> Finding:
    node = context.producer(said.ref)
    shape = tuple(context.graph.tensor(said.ref).shape)
    child = next(
        (one for one in context.calls_around(node.call) if one.parent == said.call.id), None
    )
    made = context.places.assignment(child.module) if child is not None else None
    line = said.file.span(said.statement)
    return Finding(
        message=f"the text says `{said.written.text}`, and the tensor has {wrong}: {shape}",
        place=made or line,
        label=f"makes {shape}",
        secondary=(Place(line, f"to be {said.written.text}"),) if made is not None else (),
        modules=(child.module,) if child is not None else (),
        node=node.id,
        help="correct the layer that decides it, or the text",
    )


RULE = Rule(
    code="RES544", name="shape-contradicts-text", severity=Severity.WARNING, doc=__doc__,
    check=check,
)  # fmt: skip

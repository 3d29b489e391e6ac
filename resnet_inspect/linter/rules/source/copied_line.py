"""A copied line keeps a name of the line that it was copied from.

## What it does
Reports one of two lines of the same form, `rgb = self.rgb_stem(rgb)` and
`depth = self.rgb_stem(depth)`, in which one name was not exchanged although the others were and
its counterpart exists; `blocks[0]` in both lines of a pair while nothing reads `blocks[1]`; two
lines that are exchanged crosswise, `mean = self.fc_std(x)` beside `std = self.fc_mean(x)`; and
results that are unpacked in another order than they are returned in.

## Why is this bad?
The shapes agree, so nothing fails: two branches share one layer or one input, and the layer that
was meant learns nothing or something else.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.mean_head = nn.Linear(8, 4)
        self.scale_head = nn.Linear(8, 4)

    def forward(self, x):
        x = F.relu(self.conv(x)).mean((2, 3))
        mean = self.scale_head(x)
        scale = self.mean_head(x)
        return mean, scale
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def forward(self, x):
        x = F.relu(self.conv(x)).mean((2, 3))
        mean = self.mean_head(x)
        scale = self.scale_head(x)
        return mean, scale
```

## References
- Beller et al. 2015, The Last Line Effect, section 3: copied lines are wrong in their last copy.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.naming.elements import repeated_elements
from resnet_inspect.linter.evidence.naming.siblings import (
    Line,
    Pair,
    Series,
    mixed,
    number_in,
    numbered,
    pairs,
)
from resnet_inspect.linter.evidence.naming.words import parts, with_part
from resnet_inspect.linter.finding import Finding, Place, Severity
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.places import parameter_names
from resnet_inspect.linter.source.syntax import (
    FunctionNode,
    SourceFile,
    called_name,
    self_attribute,
)

WORD = 2
"""Single letters name anything."""

AXES = frozenset({"channel", "spatial", "height", "width", "row", "column", "time", "frequency"})
"""What is pooled along one axis describes the other, and may be named for either."""


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such line of the network's own files."""
    for file in context.own_files:
        for function in file.functions:
            for series in numbered(function):
                yield from _odd_one(file, function, series)
            for pair in pairs(function):
                yield from _kept(file, function, pair)
                yield from _broken_chain(file, pair)
                yield from _crossed(file, pair)
            for pair, element in repeated_elements(function):
                yield _finding(file, pair, element.text, element.node, element.following)
            yield from _unpacked(file, function)


def _kept(file: SourceFile, function: FunctionNode, pair: Pair) -> Iterator[Finding]:
    """Yield the name of a pair's second line that was not exchanged."""
    if any(pair.new in parts(name) for name in pair.first.names):
        return
    kept = [
        (name, node, meant)
        for (old, _), (name, node) in zip(pair.first.tokens, pair.second.tokens, strict=True)
        if old == name and (meant := with_part(name, pair.old, pair.new)) is not None
    ]
    known = _known(file, function, pair.second.statement)
    if len(kept) != 1 or any(pair.old in parts(name) for name in _others(pair, kept[0][0])):
        return
    name, node, meant = kept[0]
    both = zip(pair.first.names, pair.second.names, strict=True)
    switched = any(with_part(old, pair.old, pair.new) == new for old, new in both)
    if meant in pair.second.names or mixed(function, pair.old, pair.new) > 1:
        return
    alone = pair.first.names == pair.second.names and not _unread(file, meant)
    if meant in known and not alone and (switched or _unread(file, meant)):
        yield _finding(file, pair, name, node, meant)


def _odd_one(file: SourceFile, function: FunctionNode, series: Series) -> Iterator[Finding]:
    """Yield the one name of a numbered series whose number does not go along with the others."""
    for place in range(len(series.lines[0].tokens)):
        odd = series.odd_at(place)
        if odd is None:
            continue
        line, meant = odd
        name, node = line.tokens[place]
        if meant.isdecimal() or meant in _known(file, function, line.statement):
            beside = next(one for one in series.lines if one is not line)
            yield _finding(file, Pair(beside, line, "", ""), name, node, meant)


def _broken_chain(file: SourceFile, pair: Pair) -> Iterator[Finding]:
    """Yield where a line reads another name than the one above made, which reads its own above."""
    own, last = number_in(pair.first.target), pair.first.target
    follows = number_in(pair.second.target)
    numbers = pair.new.isdecimal()
    if not numbers or own is None or follows is None or last in pair.second.names:
        return
    step = follows[0] - own[0]
    for (read, _), (name, node) in zip(pair.first.tokens, pair.second.tokens, strict=True):
        before, now = number_in(read), number_in(name)
        chained = before is not None and before == (own[0] - step, own[1])
        if chained and now is not None and now[0] == own[0]:
            yield _finding(file, pair, name, node, last)


def _others(pair: Pair, kept: str) -> list[str]:
    """Return the names of the second line that were left as they are, but for one."""
    both = zip(pair.first.names, pair.second.names, strict=True)
    return [name for old, name in both if old == name and name != kept]


def _known(file: SourceFile, function: FunctionNode, statement: ast.stmt) -> set[str]:
    """Return the parameters, the variables set above a line, and the attributes of the class."""
    known = set(parameter_names(function))
    for node in ast.walk(function):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) if node.lineno < statement.lineno:
                known.add(name)
    owner = file.enclosing(function, ast.ClassDef)
    for node in ast.walk(owner) if owner is not None else ():
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            known.add(self_attribute(node))
    return known


def _unread(file: SourceFile, name: str) -> bool:
    """Whether nothing in a file reads a variable or attribute of this name."""
    for node in ast.walk(file.tree):
        match node:
            case ast.Name(id=one, ctx=ast.Load()) | ast.Attribute(attr=one, ctx=ast.Load()):
                if one == name:
                    return False
    return True


def _finding(file: SourceFile, pair: Pair, name: str, node: ast.expr, meant: str) -> Finding:
    text = file.code(node)
    written = f"{text[: len(text) - len(name)]}{meant}" if text.endswith(name) else ""
    fix = Fix(title=f"Write `{written}`", edits=(replace(file, node, written),), safe=False)
    return Finding(
        message=f"`{pair.second.target}` is made with `{name}` as `{pair.first.target}` is, and "
        f"`{meant}` exists",
        place=file.span(node),
        label=f"not `{meant}`?",
        secondary=(Place(file.span(pair.first.statement), "the line of the same form"),),
        help=f"write `{meant}`",
        fix=fix if written else None,
    )


def _crossed(file: SourceFile, pair: Pair) -> Iterator[Finding]:
    """Yield two lines each of which calls the layer that is named as the other's target."""
    if pair.new.isdecimal() or len(pair.new) < WORD or {pair.old, pair.new} & AXES:
        return
    one, other = _callee(pair.first), _callee(pair.second)
    if with_part(one, pair.new, pair.old) == other and pair.old not in parts(one):
        yield Finding(
            message=f"`{pair.first.target}` is made by `{one}` and `{pair.second.target}` by "
            f"`{other}`: they are exchanged",
            place=file.span(pair.first.statement),
            label=f"made by `{one}`",
            secondary=(Place(file.span(pair.second.statement), f"made by `{other}`"),),
            help="exchange the layers, or the names",
        )


def _callee(line: Line) -> str:
    """Return the attribute of ``self`` that a line calls first; empty for anything else."""
    calls = [one for one in ast.walk(line.statement.value) if isinstance(one, ast.Call)]
    return next((name for one in calls if (name := self_attribute(one.func))), "")


def _unpacked(file: SourceFile, function: FunctionNode) -> Iterator[Finding]:
    """Yield the unpacking of a method's results into the same names in another order."""
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Tuple(elts=elements)], value=ast.Call() as call):
                names = [one.id for one in elements if isinstance(one, ast.Name)]
                for other in _returned(file, called_name(call)):
                    if names != other and sorted(names) == sorted(other):
                        yield Finding(
                            message=f"`{called_name(call)}` returns `{', '.join(other)}` and is "
                            f"unpacked as `{', '.join(names)}`",
                            place=file.span(node),
                            label="in another order",
                            help=f"unpack `{', '.join(other)}`",
                        )


def _returned(file: SourceFile, name: str) -> Iterator[list[str]]:
    """Yield the names that functions of a file return as a tuple, where they are one and all."""
    for function in file.functions:
        if function.name != name:
            continue
        for node in ast.walk(function):
            match node:
                case ast.Return(value=ast.Tuple(elts=elements)):
                    names = [one.id for one in elements if isinstance(one, ast.Name)]
                    if len(names) == len(elements) == len(set(names)):
                        yield names


RULE = Rule(code="RES542", name="copied-line", severity=Severity.WARNING, doc=__doc__, check=check)

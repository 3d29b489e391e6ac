"""A stage's width or stride is not that of the network's name, or of its other stages.

## What it does
Reports the stages of a network named after a depth of the paper, with the paper's numbers of
blocks, that do not halve the map of the stage before, or the one that does not double its width. A
classifier with the blocks and widths of a published network, whatever its name, is held against
that one's strides; of any other one, the one stage is reported that doubles the width and keeps
the map while the rest halve it. Dilated networks, and those whose strides are an argument, are left
alone; so are those that say that they keep a stride of 1 or the resolution.

## Why is this bad?
Results cannot be compared, and published weights do not load.

## Example
```python
class Block(nn.Module):
    def __init__(self, inputs, width, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, width, 3, stride, padding=1)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1)
        self.shortcut = nn.Identity()
        if stride != 1 or inputs != width:
            self.shortcut = nn.Conv2d(inputs, width, 1, stride)

    def forward(self, x):
        return F.relu(self.conv2(F.relu(self.conv1(x))) + self.shortcut(x))


class ResNet18(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU())
        self.layer1 = nn.Sequential(Block(8, 8), Block(8, 8))
        self.layer2 = nn.Sequential(Block(8, 16, 2), Block(16, 16))
        self.layer3 = nn.Sequential(Block(16, 32, 1), Block(32, 32))
        self.layer4 = nn.Sequential(Block(32, 64, 2), Block(64, 64))

    def forward(self, x):
        return self.layer4(self.layer3(self.layer2(self.layer1(self.stem(x)))))


model = ResNet18()
```

Use instead, the rest as above:

```python
class ResNet18(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU())
        self.layer1 = nn.Sequential(Block(8, 8), Block(8, 8))
        self.layer2 = nn.Sequential(Block(8, 16, 2), Block(16, 16))
        self.layer3 = nn.Sequential(Block(16, 32, 2), Block(32, 32))
        self.layer4 = nn.Sequential(Block(32, 64, 2), Block(64, 64))
```

## References
- He et al. 2015, Deep Residual Learning, table 1.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from resnet_inspect.graph import ConvAttrs, ModulePath, OpKind, SourceSpan
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.stages.grouping import Stage, stages_of
from resnet_inspect.linter.evidence.stages.odd_strides import OddStage, odd_strides
from resnet_inspect.linter.evidence.stages.odd_width import odd_width
from resnet_inspect.linter.failures.misread import misread
from resnet_inspect.linter.finding import Finding, Place, Severity
from resnet_inspect.linter.fixes.expressions import expression_at
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import add_keyword, replace
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.claims import DEPTHS, claimed_depth, is_plain
from resnet_inspect.linter.source.installed import is_installed
from resnet_inspect.linter.source.origin import Origin, origin_of
from resnet_inspect.linter.source.places import parameter_names
from resnet_inspect.linter.source.syntax import method
from resnet_inspect.linter.source.tables import cells
from resnet_inspect.linter.words import listing, size

SPATIAL = 2
WIDTH_CODES = frozenset({"RES110", "RES111"})
"""Failures that leave the sizes of the stages as they are."""
_WIDTHS = re.compile(r"makes (\d+) channels where (\d+) are due")


def check(context: LintContext) -> Iterator[Finding]:
    """Yield the departures that are a mistake."""
    if _dilated(context) or _sizes_are_guessed(context) or _takes_strides(context):
        return
    named = list(_named(context))
    yield from named
    if not named and _is_users(context):
        yield from _odd(context)
        yield from _odd_width(context)


def _named(context: LintContext) -> Iterator[Finding]:
    """Yield what contradicts the name; where widths and sizes do, it is another design."""
    depth = _depth(context)
    stages = stages_of(context)
    if depth is None or tuple(len(joins) for _, joins in stages) != DEPTHS.get(depth):
        return
    widths, sizes = list(_widths(stages)), list(_sizes(stages))
    if len(widths) + (1 if sizes else 0) != 1:
        return
    for stage, wrong in widths + sizes:
        why = f"in ResNet-{depth} each stage doubles the width and halves the map"
        yield _finding(context, stage, wrong, why)


def _finding(context: LintContext, stage: ModulePath, wrong: str, why: str) -> Finding:
    return Finding(
        message=f"stage `{stage}` {wrong}; {why}",
        place=context.places.assignment(stage) or context.graph.module(stage).definition,
        label=wrong,
        modules=(stage,),
        help="use widths 64, 128, 256, 512 and strides 1, 2, 2, 2",
        fix=_fix(context, context.places.assignment(stage), wrong),
        by_counting=True,
    )


def _odd_width(context: LintContext) -> Iterator[Finding]:
    """Yield the stage of another width than the published network that it is otherwise."""
    odd = odd_width(context)
    if odd is None:
        return
    origin = origin_of(context.places, odd.conv.module, "out_channels")
    index = [path for path, _ in stages_of(context)].index(odd.path)
    yield Finding(
        message=f"stage `{odd.path}` has a width of {odd.width}; in {odd.reference}, which it is "
        f"otherwise, it is {odd.due}",
        place=origin.place(index, len(stages_of(context))) if origin else None,
        label=f"{odd.width}, not {odd.due}",
        modules=(odd.path,),
        node=odd.conv.id,
        help=f"use {odd.due}",
        by_counting=True,
    )


def _odd(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for all stages whose stride is odd."""
    odd = odd_strides(context)
    if not odd:
        return
    first, *others = odd
    stages = "stage" if not others else "stages"
    origins = [origin_of(context.places, one.first.module, "stride") for one in odd]
    count = len(stages_of(context))
    spans = [
        origin.place(one.index, count) if origin is not None else context.definition(one.first)
        for one, origin in zip(odd, origins, strict=True)
    ]
    whole = _strides_fix(odd, origins)
    fixes = [*((whole,) if whole is not None else ()), *_cells_fixes(odd, origins, count)]
    wrong = first.wrong if not others else first.wrong.replace("does", "do", 1)
    yield Finding(
        message=f"{stages} {listing(one.path for one in odd)} {wrong}; {first.why}",
        place=spans[0],
        label=first.wrong,
        secondary=tuple(
            Place(span, one.wrong)
            for one, span in zip(odd, spans, strict=True)
            if span is not None and span != spans[0]
        ),
        modules=tuple(one.path for one in odd),
        node=first.first.id,
        help=f"give the first block a stride of {first.due}",
        fix=fixes[0] if fixes else None,
        other_fixes=tuple(fixes[1:]),
        by_counting=True,
    )


def _strides_fix(odd: Sequence[OddStage], origins: Sequence[Origin | None]) -> Fix | None:
    """Write the stride that is due at the calls that decide it, where each is a number there."""
    edits = []
    for one, origin in zip(odd, origins, strict=True):
        blamed = origin.blamed if origin is not None and origin.table is None else None
        if blamed is None or origin is None:
            return None
        match blamed.value:
            case ast.Constant(value=int()):
                edits.append(replace(blamed.file, blamed.value, str(one.due)))
            case None:
                edits.append(add_keyword(blamed.file, blamed.call, origin.parameter, str(one.due)))
            case _:
                return None
    return Fix(title=f"Stride by {odd[0].due}", edits=tuple(edits), safe=False)


def _cells_fixes(
    odd: Sequence[OddStage], origins: Sequence[Origin | None], count: int
) -> Iterator[Fix]:
    """Yield the stride that is due in a cell of the table that it is read from."""
    for one, origin in zip(odd, origins, strict=True):
        blamed = origin.blamed if origin is not None else None
        found = list(cells(blamed.file, blamed.value)) if blamed and blamed.value else []
        chosen = found[one.index : one.index + 1] if len(found) == count else found
        for cell in chosen:
            match cell:
                case ast.Constant(value=int(number)) if blamed is not None and number != one.due:
                    edit = replace(blamed.file, cell, str(one.due))
                    yield Fix(title=f"Stride by {one.due}", edits=(edit,), safe=False)


def _takes_strides(context: LintContext) -> bool:
    """Whether the network is told its strides, as re-identification's `last_stride` says."""
    network = context.graph.modules[0]
    file = context.class_file(network)
    line = network.class_source.line if network.class_source is not None else None
    init = method(file.class_at(network.type, line), "__init__") if file is not None else None
    return init is not None and any("stride" in name for name in parameter_names(init))


def _sizes_are_guessed(context: LintContext) -> bool:
    """Whether something failed and left a doubt about the sizes of the stages."""
    stopped = any(failure.node is None for failure in context.graph.failures)
    doubts = (one.code not in WIDTH_CODES for one in context.explanations)
    return stopped or bool(misread(context)) or any(doubts)


def _depth(context: LintContext) -> int | None:
    run = context.graph.run
    if not _is_users(context):
        return None
    for name in (run.network, run.source.function if run.source is not None else ""):
        depth = claimed_depth(name)
        if depth is not None and is_plain(name):
            return depth
    return None


def _is_users(context: LintContext) -> bool:
    """Whether the network's factory or class is not a library's."""
    source = context.graph.run.source or context.graph.modules[0].class_source
    return source is not None and not is_installed(source.file)


def _dilated(context: LintContext) -> bool:
    convs = (node.attrs for node in context.graph.of_kind(OpKind.CONV))
    return any(isinstance(attrs, ConvAttrs) and max(attrs.dilation) > 1 for attrs in convs)


Departure = tuple[ModulePath, str]


def _widths(stages: list[Stage]) -> Iterator[Departure]:
    """Yield the stages that do not fit the widths of most others, each twice the one before."""
    widths = [joins[-1].node.output.shape[1] for _, joins in stages]
    first = Counter(width / 2**place for place, width in enumerate(widths)).most_common(1)[0][0]
    for place, ((path, _), width) in enumerate(zip(stages, widths, strict=True)):
        wanted = first * 2**place
        if width != wanted:
            yield path, f"makes {width} channels where {wanted:g} are due"


def _sizes(stages: list[Stage]) -> Iterator[Departure]:
    for before, (path, joins) in pairwise(stages):
        old = before[1][-1].node.output.shape[SPATIAL:]
        new = joins[-1].node.output.shape[SPATIAL:]
        if new != tuple(-(-side // 2) for side in old):
            yield path, f"makes {size(new)} from {size(old)}"


def _fix(context: LintContext, place: SourceSpan | None, wrong: str) -> Fix | None:
    """Write the width that is due where the source has the wrong one as a number."""
    found = expression_at(context.sources, place)
    widths = _WIDTHS.search(wrong)
    if found is None or widths is None:
        return None
    edits = tuple(
        replace(found[0], one, widths[2])
        for one in ast.walk(found[1])
        if isinstance(one, ast.Constant) and str(one.value) == widths[1]
    )
    return Fix(title=f"Make {widths[2]} channels", edits=edits, safe=False) if edits else None


RULE = Rule(
    code="RES507", name="stage-contradicts-name", severity=Severity.WARNING, doc=__doc__,
    check=check,
)  # fmt: skip

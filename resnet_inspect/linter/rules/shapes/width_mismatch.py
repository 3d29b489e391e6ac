"""A layer is fed with another number of channels than it declares.

## What it does
Reports a convolution or normalization whose input has another width than its constructor says. The
place is where the width is decided: the layer itself, the arguments of its block, or the running
width that the loop over the blocks did not update.

## Why is this bad?
The forward pass fails.

## Example
```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1)

    def forward(self, x):
        return self.conv2(F.relu(self.conv1(x)))
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, padding=1)
        self.conv2 = nn.Conv2d(16, 8, 3, padding=1)
```

## References
- dsgiitr/d2l-pytorch issue 124: `in_channels` not updated in the loop over the blocks.
- He et al. 2015, Deep Residual Learning, table 1.
"""

from collections.abc import Iterator, Mapping

from resnet_inspect.graph import ModuleCall, ModulePath, Node, OpKind, SourceSpan
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.blocks.block_form import expansion_of
from resnet_inspect.linter.evidence.widths.backbone import backbone_note, backbone_place
from resnet_inspect.linter.evidence.widths.exchanged_inputs import exchanged_inputs
from resnet_inspect.linter.evidence.widths.reversed_list import reversed_list, turned_around
from resnet_inspect.linter.evidence.widths.shuffled_width import ShuffledWidth, shuffled_width
from resnet_inspect.linter.evidence.widths.swapped_widths import swapped_call
from resnet_inspect.linter.evidence.widths.width_place import (
    WidthKind,
    WidthPlace,
    width_place,
)
from resnet_inspect.linter.evidence.widths.widths import producer_disagrees, width_maker
from resnet_inspect.linter.evidence.widths.wrong_variable import WrongCall
from resnet_inspect.linter.failed import Failed
from resnet_inspect.linter.failures.misread import channels, misread
from resnet_inspect.linter.failures.operators import new_failures
from resnet_inspect.linter.finding import Finding, Place, Severity
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.remedies.arguments.layer_fix import width_fix
from resnet_inspect.linter.remedies.arguments.width_fixes import (
    at_decision,
    at_next,
    at_update,
    by_the_other_name,
    exchanged,
    like_neighbor,
)
from resnet_inspect.linter.remedies.calls.other_argument import (
    other_variables,
    through,
    with_inputs_exchanged,
)
from resnet_inspect.linter.rule import Failures, Rule
from resnet_inspect.linter.words import layer


def explain(context: LintContext, failed: Failed) -> Iterator[Finding]:
    """Yield what decides the width that a failed layer and the one before it disagree about."""
    node = failed.node
    widths = channels(context, node)
    if widths is None:
        return
    maker = width_maker(context, node)
    wrong = misread(context).get(node.id)
    swapped = swapped_call(context, node, widths[0])
    exchanged = exchanged_inputs(context, node)
    shuffled = shuffled_width(context, node, widths[1])
    if exchanged is not None:
        yield _exchanged(context, node, exchanged, widths)
    elif shuffled is not None:
        yield _shuffled(context, node, shuffled, widths)
    elif swapped is not None:
        yield _swapped(context, node, swapped, widths)
    elif wrong is not None:
        yield _wrong_call(context, node, wrong, widths)
    elif maker is not None and _blames_maker(context, node, maker):
        yield _wrong_maker(context, node, maker, *widths)
    else:
        yield _wrong_width(context, node, maker, widths)


def _blames_maker(context: LintContext, node: Node, maker: Node) -> bool:
    verdict = context.once(_verdicts).get(context.definition(node), False)
    return verdict and maker.kind is OpKind.CONV


def _verdicts(context: LintContext) -> Mapping[SourceSpan | None, bool]:
    """Decide once for each layer of a class: what the first block shows holds for all."""
    found: dict[SourceSpan | None, bool] = {}
    for failed in new_failures(context):
        node, place = failed.node, context.definition(failed.node)
        widths = channels(context, node)
        if widths is None or node.id in misread(context) or place in found:
            continue
        maker = width_maker(context, node)
        if maker is not None:
            found[place] = producer_disagrees(context, node, maker, widths[1])
    return found


def _exchanged(
    context: LintContext, node: Node, call: ModuleCall, widths: tuple[int, int]
) -> Finding:
    """Report a call that hands a part of the network the input that is another part's."""
    have, declared = widths
    fixes = tuple(with_inputs_exchanged(context, call.source))
    return Finding(
        message=f"{_message(node, None, have, declared)}: two inputs are exchanged",
        place=call.source,
        label=f"{declared} channels declared, {have} arrive",
        secondary=_fails_here(node, call.source),
        modules=(node.module,),
        node=node.id,
        fix=fixes[0] if fixes else None,
        other_fixes=fixes[1:],
        help="exchange the inputs that the two parts are called with",
        cause=f"exchanged inputs {call.source.line if call.source else 0}",
    )


def _shuffled(
    context: LintContext, node: Node, shuffled: ShuffledWidth, widths: tuple[int, int]
) -> Finding:
    """Report the convolution that feeds a pixel shuffle too few channels."""
    place = context.setting(shuffled.conv, "out_channels")
    return Finding(
        message=f"{_message(node, None, *widths)}: the pixel shuffle by {shuffled.factor} divides "
        f"{shuffled.made} channels by {shuffled.factor**2}",
        place=place,
        label=f"{shuffled.made} channels, {widths[1] * shuffled.factor**2} are due",
        secondary=_fails_here(node, place),
        modules=(shuffled.conv.module,),
        node=node.id,
        help=f"make {widths[1]} · {shuffled.factor}² channels",
        cause=f"shuffle {place}",
    )


def _swapped(
    context: LintContext, node: Node, place: SourceSpan, widths: tuple[int, int]
) -> Finding:
    """Report a call that exchanges two widths, for whatever it constructs."""
    have, declared = widths
    return Finding(
        message=f"{_message(node, None, have, declared)}: it makes {have}, so the two widths are "
        "exchanged",
        place=place,
        label=f"{declared} channels in, {have} out",
        secondary=_fails_here(node, place),
        modules=(node.module,),
        node=node.id,
        help="exchange the two arguments",
        fix=exchanged(context.sources, place),
        cause=f"exchanged {place.line}",
    )


def _wrong_call(
    context: LintContext, node: Node, wrong: WrongCall, widths: tuple[int, int]
) -> Finding:
    """Report a call that hands a layer another tensor than it was made for."""
    have, declared = widths
    fixes = tuple(_other_inputs(context, wrong))
    return Finding(
        message=f"{_message(node, None, have, declared)}: {wrong.what}",
        place=wrong.span,
        label=f"{declared} channels declared, {have} arrive",
        secondary=_fails_here(node, wrong.span),
        modules=(node.module,),
        node=node.id,
        fix=fixes[0] if fixes else None,
        other_fixes=fixes[1:],
        help=wrong.help,
        cause=wrong.cause,
    )


def _other_inputs(context: LintContext, wrong: WrongCall) -> Iterator[Fix]:
    if wrong.skipped is not None:
        yield from through(context, wrong.span, wrong.skipped)
    yield from other_variables(context, wrong.span)


def _wrong_maker(
    context: LintContext, node: Node, maker: Node, have: int, declared: int
) -> Finding:
    """Report a convolution that disagrees with all that follows it."""
    place = context.setting(maker, "out_channels")
    return Finding(
        message=f"{layer(maker)} makes {have} channels where {layer(node)} and what follows "
        f"take {declared}",
        place=place,
        label=f"{have} channels made, {declared} taken",
        secondary=_fails_here(node, place),
        modules=(maker.module,),
        node=node.id,
        help=f"use `out_channels={declared}`",
        fix=width_fix(context, maker, "out_channels", declared),
    )


def _wrong_width(
    context: LintContext, node: Node, maker: Node | None, widths: tuple[int, int]
) -> Finding:
    """Report what a layer declares, where that is decided."""
    have, declared = widths
    keyword = _keyword(node)
    decided = width_place(context, node, maker, have, keyword)
    fixes = [*_fixes(context, node, maker, decided, widths)]
    backbone = backbone_place(context, maker, have)
    turned = reversed_list(context, node)
    if turned is not None:
        fixes = [*filter(None, [turned_around(context, node)]), *fixes]
    return Finding(
        message=_message(node, maker, have, declared),
        place=decided.span,
        label=f"{declared} channels declared, {have} arrive",
        secondary=(*backbone, *_fails_here(node, decided.span)),
        modules=(node.module,),
        node=node.id,
        notes=backbone_note(have, declared) if backbone else (),
        help=f"`{turned}` is in reverse: its layers take the widths of what arrives, last one first"
        if turned
        else f"declare {have} channels"
        if backbone
        else _help(decided, have, _forgotten_expansion(context, have, declared)),
        cause=_cause(decided, turned),
        fix=fixes[0] if fixes else None,
        other_fixes=tuple(fixes[1:]),
    )


def _cause(decided: WidthPlace, turned: ModulePath | None) -> str:
    """Return what all layers share whose widths are wrong for one reason; empty for this alone."""
    if turned is not None:
        return f"reversed {turned}"
    return f"running width {decided.method}" if decided.method else ""


def _keyword(node: Node) -> str:
    return "in_channels" if node.kind is OpKind.CONV else "num_features"


def _fixes(
    context: LintContext,
    node: Node,
    maker: Node | None,
    decided: WidthPlace,
    widths: tuple[int, int],
) -> Iterator[Fix]:
    """Yield what may be tried: a number, the neighbor's expression, or what decides the width."""
    keyword, (have, declared) = _keyword(node), widths
    yield from by_the_other_name(context, decided)
    if decided.span == context.setting(node, keyword):
        yield from filter(None, [width_fix(context, node, keyword, have)])
        if maker is not None:
            beside = like_neighbor(context, node, keyword, maker, "out_channels")
            yield from filter(None, [beside])
    factor = have // declared if have % declared == 0 else 1
    if decided.blamed is None:
        return
    if decided.kind is WidthKind.UPDATE and decided.span is not None:
        yield from at_update(decided.blamed.file, decided.span, factor)
    if decided.kind in {WidthKind.NEVER_UPDATED, WidthKind.LOOP}:
        yield from at_next(decided.blamed)
    yield from at_decision(decided.blamed, have, factor)


def _forgotten_expansion(context: LintContext, have: int, declared: int) -> int:
    """Return the blocks' expansion if a width is too small by just that; else 0."""
    factor = expansion_of(context)
    return factor if factor > 1 and have == factor * declared else 0


def _help(decided: WidthPlace, have: int, expansion: int) -> str:
    match decided.kind:
        case WidthKind.UPDATE if expansion:
            return f"multiply by the expansion here: the next block gets {have} channels"
        case WidthKind.UPDATE:
            return f"keep the running width here: the next block gets {have} channels"
        case WidthKind.NEVER_UPDATED:
            return f"set `{decided.name}` to the width that a block makes before the next one"
        case WidthKind.LOOP:
            return f"pass the width that the block before makes, {have} here"
        case WidthKind.ARGUMENT if expansion:
            return f"multiply by the expansion, {expansion}: {have} channels arrive"
    return f"declare `{decided.meant}` channels" if decided.meant else f"declare {have} channels"


def _message(node: Node, maker: Node | None, have: int, declared: int) -> str:
    made = f", made by {layer(maker)}" if maker is not None else ""
    return f"{layer(node)} takes {declared} channels, its input has {have}{made}"


def _fails_here(node: Node, place: SourceSpan | None) -> tuple[Place, ...]:
    source = node.source
    return (Place(source, "fails here"),) if source and source != place else ()


RULE = Rule(
    code="RES110", name="width-mismatch", severity=Severity.ERROR, doc=__doc__,
    failures=Failures(explain, before=("RES112", "RES116")),
)  # fmt: skip

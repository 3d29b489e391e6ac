"""The network departs from the reference that it is compared with.

## What it does
With `--against resnet50`, mentions each structural departure from that variant: the number of
blocks, their widths, strides, kernels, groups and projections, and the number of parameters.

## Why is this bad?
It need not be. It is worth knowing before results are compared, or published weights are loaded.

## Example
```python
model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU())
```

Use instead:

```python
model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU())
```

## References
- He et al. 2015, Deep Residual Learning, table 1.
"""

from collections.abc import Iterator

from resnet_inspect.graph import ConvAttrs, Node
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.blocks.block_form import convolutions_of
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.join import Join
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.words import size
from resnet_inspect.models.plan import BlockPlan, plan_stages
from resnet_inspect.models.variants import Variant, variant


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each departure from the variant asked for."""
    if not context.against:
        return
    reference = variant(context.against)
    plans = [plan for stage in plan_stages(reference.architecture) for plan in stage]
    yield from _totals(context, reference, len(plans))
    if len(context.joins) == len(plans):
        for join, plan in zip(context.joins, plans, strict=True):
            for departure in _departures(context, join, plan):
                yield _block_finding(context, join, reference, departure)


def _totals(context: LintContext, reference: Variant, blocks: int) -> Iterator[Finding]:
    place = context.graph.run.source or context.graph.modules[0].class_source
    counted = context.facts.parameters.network.total
    pairs = (
        ("residual connections", len(context.joins), blocks),
        ("parameters", counted, reference.parameters),
    )
    for what, have, wanted in pairs:
        if have != wanted:
            message = f"{have:,} {what}, {reference.title} has {wanted:,}"
            yield Finding(message=message, place=place, cause=what, label=f"{have:,} {what}")


def _departures(context: LintContext, join: Join, plan: BlockPlan) -> Iterator[str]:
    convs = convolutions_of(join)
    if len(convs) != plan.kind.depth:
        yield f"{len(convs)} convolutions on the main path, not {plan.kind.depth}"
        return
    channels = join.node.output.shape[1]
    if channels != plan.out_channels:
        yield f"makes {channels} channels, not {plan.out_channels}"
    stride = _stride(context, join)
    if stride != plan.stride:
        yield f"strides by {stride}, not {plan.stride}"
    for conv, wanted in zip(convs, _kernels(plan), strict=True):
        yield from _kernel(conv, wanted, plan)
    if bool(join.projection) == plan.keeps_shape:
        yield "projects its shortcut" if plan.keeps_shape else "does not project its shortcut"


def _stride(context: LintContext, join: Join) -> int:
    before = context.graph.tensor(join.fork).shape[2:]
    after = join.node.output.shape[2:]
    return max((round(a / b) for a, b in zip(before, after, strict=False)), default=1)


def _kernels(plan: BlockPlan) -> tuple[int, ...]:
    return (1, 3, 1) if plan.kind.depth > 2 else (3, 3)  # noqa: PLR2004 - a basic block has two


def _kernel(conv: Node, wanted: int, plan: BlockPlan) -> Iterator[str]:
    attrs = conv.attrs
    if not isinstance(attrs, ConvAttrs):
        return
    if set(attrs.kernel_size) != {wanted}:
        yield f"a {size(attrs.kernel_size)} kernel, not {wanted}×{wanted}"
    groups = plan.cardinality if wanted > 1 else 1
    if attrs.groups != groups:
        yield f"{attrs.groups} groups, not {groups}"


def _block_finding(context: LintContext, join: Join, reference: Variant, departure: str) -> Finding:
    block = context.block(join).module
    return Finding(
        message=f"`{block}`: {departure} as in {reference.title}",
        place=context.graph.module(block).definition or join.node.source,
        label=departure,
        cause=f"{departure} {context.graph.module(block).definition}",
        modules=(block,),
        node=join.node.id,
    )


RULE = Rule(
    code="RES599", name="departs-from-reference", severity=Severity.INFO, doc=__doc__, check=check
)

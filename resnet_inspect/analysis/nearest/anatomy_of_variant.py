"""The anatomy of a published variant, from its plan alone: nothing is built or traced."""

from dataclasses import replace
from functools import cache

from resnet_inspect.analysis.nearest.anatomy import Anatomy, BlockAnatomy, StageAnatomy
from resnet_inspect.analysis.nearest.layer import Role
from resnet_inspect.analysis.nearest.layers_of_words import JOIN, layers_of_words
from resnet_inspect.analysis.structure.plan_words import block_spellings, head_words, stem_words
from resnet_inspect.models.architecture import Architecture, BlockKind
from resnet_inspect.models.plan import BlockPlan, plan_stages


@cache
def anatomy_of_plan(architecture: Architecture, *, activated: bool = True) -> Anatomy:
    """Return the layers of a variant.

    Args:
        architecture: Its choices.
        activated: Whether the stem of a pre-activation network ends in its normalization and
            activation, as in the first one published, or its first block begins with them.
    """
    stages = [list(plans) for plans in plan_stages(architecture)]
    first = stages[0][0]
    stages[0][0] = replace(first, input_is_activated=first.input_is_activated and activated)
    dimensions = architecture.dimensions
    stem = layers_of_words(stem_words(architecture, architecture.in_channels), dimensions)
    if architecture.preactivation and not activated:
        stem = tuple(layer for layer in stem if layer.role not in {Role.NORM, Role.ACTIVATION})
    return Anatomy(
        stem=stem,
        stages=tuple(
            StageAnatomy(name=f"stage {number}", blocks=tuple(map(_block, plans)))
            for number, plans in enumerate(stages, start=1)
        ),
        head=layers_of_words(head_words(architecture), dimensions),
        dimensions=dimensions,
    )


@cache
def _block(plan: BlockPlan) -> BlockAnatomy:
    main, shortcut, after = min(block_spellings(plan), key=repr)
    normalizes_first = plan.preactivation or plan.kind is BlockKind.IMPROVED
    kind = "bottleneck" if plan.kind is BlockKind.BOTTLENECK else "basic block"
    return BlockAnatomy(
        kind=f"pre-activation {kind}" if normalizes_first else kind,
        main=layers_of_words(main, plan.dimensions),
        shortcut=layers_of_words(shortcut, plan.dimensions),
        after=(JOIN, *layers_of_words(after, plan.dimensions)),
        stride=plan.stride,
    )

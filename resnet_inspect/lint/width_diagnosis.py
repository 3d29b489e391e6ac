"""Why a layer is fed with another width than it declares."""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import ConvAttrs, LinearAttrs, Node, NormAttrs, OpKind, PoolAttrs
from resnet_inspect.lint.blame import LOOPS, Blamed, assignments, blame
from resnet_inspect.lint.context import LintContext
from resnet_inspect.lint.finding import Finding, Place
from resnet_inspect.lint.join import declared_width
from resnet_inspect.lint.words import layer, shape, size

Diagnosis = tuple[str, Finding]
SPATIAL = 2
BETWEEN = frozenset({OpKind.NORM, OpKind.ACTIVATION, OpKind.POOL})


def diagnose_width(context: LintContext, node: Node) -> Iterator[Diagnosis]:
    """Yield what is wrong with a convolution, normalization or linear layer that failed."""
    source = context.graph.tensor(node.inputs[0]).shape if node.inputs else ()
    if node.kind is OpKind.LINEAR:
        yield from _linear(context, node, source)
        return
    declared = declared_width(node)
    if declared is None or len(source) < SPATIAL or source[1] == declared:
        return
    attrs = node.attrs
    if isinstance(attrs, ConvAttrs) and len(source) != len(attrs.kernel_size) + SPATIAL:
        return
    yield "RES110", _width(context, node, source[1], declared)


def _width(context: LintContext, node: Node, have: int, declared: int) -> Finding:
    producer = _maker(context, node)
    wrong = _wrong_layer(context, node, producer, declared)
    if wrong is not node and wrong is not None:
        return _producer_is_wrong(context, node, wrong, have, declared)
    keyword = "in_channels" if node.kind is OpKind.CONV else "num_features"
    blamed = None
    if context.is_layer(node):
        beside = [node.module] if _output_disagrees(context, node) else []
        beside += [producer.module] if producer is not None else []
        blamed = blame(context.places, node.module, keyword, have, beside)
    place, help_text = _place(context, node, blamed, have, declared)
    source = node.source
    return Finding(
        message=f"{layer(node)} takes {declared} channels, its input has {have}"
        + (f", made by {layer(producer)}" if producer is not None else ""),
        place=place,
        label=f"{declared} channels declared, {have} arrive",
        secondary=(Place(source, "fails here"),) if source and source != place else (),
        modules=(node.module,),
        node=node.id,
        help=help_text,
    )


def _producer_is_wrong(
    context: LintContext, node: Node, wrong: Node, have: int, declared: int
) -> Finding:
    place = (
        context.setting(wrong, "out_channels")
    )
    source = node.source
    return Finding(
        message=f"{layer(wrong)} makes {have} channels where {layer(node)} and what follows "
        f"take {declared}",
        place=place,
        label=f"{have} channels made, {declared} taken",
        secondary=(Place(source, "fails here"),) if source and source != place else (),
        modules=(wrong.module,),
        node=node.id,
        help=f"use `out_channels={declared}`",
    )


def _maker(context: LintContext, node: Node) -> Node | None:
    """Return the convolution or join that set the width that arrives."""
    producer = context.origin(node.inputs[0])
    while producer.kind in BETWEEN and producer.inputs:
        producer = context.origin(producer.inputs[0])
    return producer if producer.kind is not OpKind.INPUT else None


def _wrong_layer(
    context: LintContext, node: Node, producer: Node | None, declared: int
) -> Node | None:
    """Decide by majority between a layer and the one that feeds it.

    A normalization and the convolution after it that agree against the convolution before them
    are right.
    """
    if producer is None or producer.kind is not OpKind.CONV:
        return node
    if node.kind is OpKind.NORM:
        following = [declared_width(one) for one in _next_weighted(context, node)]
        return producer if following and all(one == declared for one in following) else node
    return node


def _output_disagrees(context: LintContext, node: Node) -> bool:
    """Whether what follows takes another width than the layer makes: both may be swapped."""
    made = node.output.shape[1] if node.outputs and len(node.output.shape) > 1 else 0
    return any(declared_width(one) != made for one in _next_weighted(context, node))


def _next_weighted(context: LintContext, node: Node) -> list[Node]:
    found = []
    for reader in context.readers(node):
        if declared_width(reader) is not None:
            found.append(reader)
        elif reader.kind in BETWEEN:
            found += _next_weighted(context, reader)
    return found


def _place(  # noqa: ANN202 - a span and a sentence
    context: LintContext, node: Node, blamed: Blamed | None, have: int, declared: int
):
    """Return the place that decides the width, and what to do there."""
    factor = have // declared if declared and have % declared == 0 else 0
    if blamed is None:
        return context.definition(node), f"declare {have} channels"
    update = _running_update(blamed)
    if update is not None:
        text = "multiply by the expansion here" if factor > 1 else "keep the running width here"
        return blamed.file.span(update), f"{text}: the next block gets {have} channels"
    if _in_loop(blamed):
        return blamed.span, f"pass the width that the block before makes, {have} here"
    if factor > 1:
        return blamed.span, f"multiply by the expansion, {factor}: {have} channels arrive"
    return blamed.span, f"declare {have} channels"


def _running_update(blamed: Blamed) -> ast.stmt | None:
    """Return the statement that should have updated the running width before the call.

    ``self.inplanes = planes`` between the blocks, say. The first assignment of a constructor is
    the width of the stem and no update.
    """
    function = blamed.file.function(blamed.call)
    if function is None or not blamed.name:
        return None
    updates = [
        one
        for one in assignments(function, blamed.name)
        if isinstance(one, ast.Assign | ast.AugAssign)
        and blamed.file.enclosing(one, ast.FunctionDef) is function
    ]
    if function.name == "__init__" or not blamed.name.startswith("self."):
        updates = [one for one in updates if _inside_loop(blamed, one)]
    return updates[-1] if updates else None


def _inside_loop(blamed: Blamed, statement: ast.stmt) -> bool:
    return blamed.file.enclosing(statement, ast.For, ast.While) is not None


def _in_loop(blamed: Blamed) -> bool:
    return blamed.file.enclosing(blamed.call, *LOOPS) is not None


# -- linear layers ----------------------------------------------------------------------------


def _linear(context: LintContext, node: Node, source: tuple[int, ...]) -> Iterator[Diagnosis]:
    attrs = node.attrs
    if not isinstance(attrs, LinearAttrs):
        return
    if len(source) > SPATIAL and (source[1] == attrs.in_features or source[-1] == 1):
        yield "RES115", _missing_flatten(context, node, source, attrs)
        return
    yield "RES111", _features(context, node, source[-1], attrs)


def _missing_flatten(
    context: LintContext, node: Node, source: tuple[int, ...], attrs: LinearAttrs
) -> Finding:
    return Finding(
        message=f"{layer(node)} takes {attrs.in_features} features and gets a map of shape "
        f"{shape(source)}: nothing flattens it",
        place=node.source,
        label=f"{shape(source)} is not flat",
        modules=(node.module,),
        node=node.id,
        help="flatten before the layer: `torch.flatten(x, 1)`",
    )


def _features(context: LintContext, node: Node, have: int, attrs: LinearAttrs) -> Finding:
    declared = attrs.in_features
    spatial, width, pool = _flattened(context, node)
    place = context.definition(node)
    if context.is_layer(node):
        place = context.setting(node, "in_features")
    message = f"{layer(node)} takes {declared} features, {have} arrive"
    help_text = f"use `in_features={have}`"
    if width and spatial and width * _area(spatial) == have and _area(spatial) > 1:
        message += f": {width} channels of {size(spatial)}"
        if declared == width:
            help_text = "pool globally first: `nn.AdaptiveAvgPool2d(1)`"
            if pool is not None:
                place = context.definition(pool)
    elif declared and have % declared == 0:
        help_text = f"multiply by the expansion, {have // declared}"
    source = node.source
    return Finding(
        message=message,
        place=place,
        label=f"{declared} declared, {have} arrive",
        secondary=(Place(source, "fails here"),) if source and source != place else (),
        modules=(node.module,),
        node=node.id,
        help=help_text,
    )


def _flattened(
    context: LintContext, node: Node
) -> tuple[tuple[int, ...], int, Node | None]:
    """Return size and width of the map that was flattened, and the fixed pool that made it."""
    current = context.origin(node.inputs[0])
    while current.inputs and len(current.output.shape) <= SPATIAL:
        current = context.origin(current.inputs[0])
    sizes = current.output.shape
    pool = current
    while pool.kind in {OpKind.ACTIVATION, OpKind.NORM, OpKind.RESHAPE} and pool.inputs:
        pool = context.origin(pool.inputs[0])
    fixed = pool if isinstance(pool.attrs, PoolAttrs) else None
    return sizes[SPATIAL:], sizes[1] if len(sizes) > 1 else 0, fixed


def _area(sizes: tuple[int, ...]) -> int:
    area = 1
    for side in sizes:
        area *= side
    return area


def is_norm_or_conv(node: Node) -> bool:
    """Whether a node declares the number of channels it takes."""
    return isinstance(node.attrs, ConvAttrs | NormAttrs)

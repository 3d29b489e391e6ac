"""Why a layer is fed with another width than it declares."""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import (
    ConvAttrs,
    LinearAttrs,
    Node,
    OpKind,
    PoolAttrs,
    SourceSpan,
)
from resnet_inspect.graph.paths import parent
from resnet_inspect.lint.context import LintContext
from resnet_inspect.lint.evidence.block_form import expansion_of
from resnet_inspect.lint.evidence.wrong_variable import WrongCall, wrong_call
from resnet_inspect.lint.finding import Finding, Place
from resnet_inspect.lint.fixes.fix import Fix
from resnet_inspect.lint.fixes.rewrite import set_argument
from resnet_inspect.lint.join import declared_width
from resnet_inspect.lint.source.blame import LOOPS, Blamed, assignments, blame, local
from resnet_inspect.lint.source.syntax import FunctionNode
from resnet_inspect.lint.words import layer, shape, size

Diagnosis = tuple[str, Finding]
SPATIAL = 2
BETWEEN = frozenset(
    {OpKind.NORM, OpKind.ACTIVATION, OpKind.POOL, OpKind.PAD, OpKind.REDUCE, OpKind.RESIZE}
)
"""Operators that keep the width."""


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
    wrong = wrong_call(context, node, have, declared)
    if wrong is not None:
        return _call_is_wrong(context, node, wrong, have, declared)
    if producer is not None and _blames_producer(context, node, producer, declared):
        return _producer_is_wrong(context, node, producer, have, declared)
    place, help_text, cause = _place(context, node, producer, have, declared)
    keyword = "in_channels" if node.kind is OpKind.CONV else "num_features"
    setting = context.setting(node, keyword)
    return Finding(
        message=_message(node, producer, have, declared),
        place=place,
        label=f"{declared} channels declared, {have} arrive",
        secondary=_fails_here(node, place),
        modules=(node.module,),
        node=node.id,
        help=help_text,
        cause=cause,
        fix=_declare(context, node, keyword, have) if place == setting else None,
    )


def _declare(context: LintContext, node: Node, keyword: str, width: int) -> Fix | None:
    """Offer to declare another width, where the source gives it as a number."""
    if not context.is_layer(node):
        return None
    edit = set_argument(context.places, node.module, keyword, str(width))
    return Fix(title=f"Declare `{keyword}={width}`", edits=(edit,), safe=True) if edit else None


def _blames_producer(context: LintContext, node: Node, producer: Node, declared: int) -> bool:
    """Decide once for each layer of a class: what the first block shows holds for all."""
    place = context.definition(node)
    if place not in context.decided:
        context.decided[place] = _producer_disagrees(context, node, producer, declared)
    return context.decided[place] and producer.kind is OpKind.CONV


def _message(node: Node, producer: Node | None, have: int, declared: int) -> str:
    made = f", made by {layer(producer)}" if producer is not None else ""
    return f"{layer(node)} takes {declared} channels, its input has {have}{made}"


def _fails_here(node: Node, place: SourceSpan | None) -> tuple[Place, ...]:
    source = node.source
    return (Place(source, "fails here"),) if source and source != place else ()


def _call_is_wrong(
    context: LintContext, node: Node, wrong: WrongCall, have: int, declared: int
) -> Finding:
    if wrong.skipped is not None:
        context.explained.add(wrong.skipped)
    context.misread.add(node.id)
    return Finding(
        message=f"{_message(node, None, have, declared)}: {wrong.what}",
        place=wrong.span,
        label=f"{declared} channels declared, {have} arrive",
        secondary=_fails_here(node, wrong.span),
        modules=(node.module,),
        node=node.id,
        help=wrong.help,
        cause=wrong.cause,
    )


def _producer_is_wrong(
    context: LintContext, node: Node, wrong: Node, have: int, declared: int
) -> Finding:
    place = context.setting(wrong, "out_channels")
    return Finding(
        message=f"{layer(wrong)} makes {have} channels where {layer(node)} and what follows "
        f"take {declared}",
        place=place,
        label=f"{have} channels made, {declared} taken",
        secondary=_fails_here(node, place),
        modules=(wrong.module,),
        node=node.id,
        help=f"use `out_channels={declared}`",
        fix=_declare(context, wrong, "out_channels", declared),
    )


def _maker(context: LintContext, node: Node) -> Node | None:
    """Return the convolution or join that set the width that arrives."""
    producer = context.origin(node.inputs[0])
    while producer.kind in BETWEEN and producer.inputs:
        producer = context.origin(producer.inputs[0])
    return producer if producer.kind is not OpKind.INPUT else None


def _producer_disagrees(
    context: LintContext, node: Node, producer: Node | None, declared: int
) -> bool:
    """Decide by majority between a normalization and the convolution that feeds it.

    A normalization and what follows it, convolutions or the other operand of a join, that agree
    against the convolution before them are right.
    """
    if producer is None or producer.kind is not OpKind.CONV:
        return False
    if node.kind is not OpKind.NORM:
        return _many_disagree(context, producer)
    following = _widths_after(context, node)
    return bool(following) and all(one == declared for one in following)


def _many_disagree(context: LintContext, producer: Node) -> bool:
    """Whether several layers read a convolution's output, and none takes its width."""
    readers = _next_weighted(context, producer)
    made = producer.output.shape[1]
    places = {context.definition(one) for one in readers}
    return len(places) > 1 and all(declared_width(one) != made for one in readers)


def _widths_after(context: LintContext, node: Node) -> list[int]:
    found = [width for one in _next_weighted(context, node) if (width := declared_width(one))]
    for reader in context.readers(node):
        if reader.kind is OpKind.ADD and len(reader.inputs) > 1:
            other = [ref for ref in reader.inputs if context.origin(ref) is not node]
            found += [context.graph.tensor(ref).shape[1] for ref in other]
    return found


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


def _forgotten_expansion(context: LintContext, have: int, declared: int) -> int:
    """Return the blocks' expansion if a width is too small by just that; else 0."""
    factor = expansion_of(context)
    return factor if factor > 1 and have == factor * declared else 0


Decided = tuple[SourceSpan | None, str, str]
"""The place that decides a width, what to do there, and the cause that it stands for."""


def _place(
    context: LintContext, node: Node, producer: Node | None, have: int, declared: int
) -> Decided:
    keyword = "in_channels" if node.kind is OpKind.CONV else "num_features"
    factor = _forgotten_expansion(context, have, declared)
    if not context.is_layer(node):
        return node.source, f"declare {have} channels", ""
    if node.kind is OpKind.NORM or _side_by_side(context, node, producer):
        return context.setting(node, keyword), f"declare {have} channels", ""
    beside = [node.module] if _output_disagrees(context, node) else []
    beside += [producer.module] if producer is not None else []
    blamed = blame(context.places, node.module, keyword, have, beside)
    if blamed is None:
        return context.definition(node), f"declare {have} channels", ""
    return _decided(blamed, have, factor)


def _decided(blamed: Blamed, have: int, factor: int) -> Decided:
    update = _running_update(blamed)
    if update is not None:
        text = "multiply by the expansion here" if factor > 1 else "keep the running width here"
        return blamed.file.span(update), f"{text}: the next block gets {have} channels", ""
    if _never_updated(blamed):
        function = blamed.file.function(blamed.call)
        cause = f"running width {blamed.file.path}:{function.lineno if function else 0}"
        help_text = f"set `{blamed.name}` to the width that a block makes before the next one"
        return blamed.span, help_text, cause
    if _in_loop(blamed):
        return blamed.span, f"pass the width that the block before makes, {have} here", ""
    if factor > 1:
        return blamed.span, f"multiply by the expansion, {factor}: {have} channels arrive", ""
    return blamed.span, f"declare {have} channels", ""


def _side_by_side(context: LintContext, node: Node, producer: Node | None) -> bool:
    """Whether one constructor makes a layer and the one that feeds it."""
    if producer is None or producer.kind is not OpKind.CONV or not context.is_layer(producer):
        return False
    one = local(context.places, node.module, "in_channels")
    other = local(context.places, producer.module, "out_channels")
    if one is None or other is None or one.file is not other.file:
        return False
    function = one.file.function(one.call)
    together = parent(node.module) == parent(producer.module) or _same_owner(
        context, node, producer
    )
    return function is not None and function is other.file.function(other.call) and together


def _same_owner(context: LintContext, node: Node, producer: Node) -> bool:
    return context.owner(node.module).path == context.owner(producer.module).path


def _never_updated(blamed: Blamed) -> bool:
    """Whether an attribute such as ``self.inplanes`` is set in the constructor only."""
    function = blamed.file.function(blamed.call)
    if function is None or function.name == "__init__" or not blamed.name.startswith("self."):
        return False
    owner = blamed.file.parents.get(function)
    others = [one for one in getattr(owner, "body", []) if isinstance(one, FunctionNode)]
    changing = [one for one in others if one.name != "__init__" and assignments(one, blamed.name)]
    return not changing


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
        yield "RES115", _missing_flatten(node, source, attrs)
        return
    yield "RES111", _features(context, node, source[-1], attrs)


def _missing_flatten(node: Node, source: tuple[int, ...], attrs: LinearAttrs) -> Finding:
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
    help_text, fix = f"use `in_features={have}`", _declare(context, node, "in_features", have)
    if width and spatial and width * _area(spatial) == have and _area(spatial) > 1:
        fix = None
        message += f": {width} channels of {size(spatial)}"
        if declared == width:
            idle = _idle_pool(context)
            help_text = "pool globally first: `nn.AdaptiveAvgPool2d(1)`"
            if pool is not None:
                place = context.definition(pool)
            else:
                place = _flattening(context, node) or place
            if idle:
                help_text = f"call `self.{idle}` first, which nothing calls"
    elif factor := _forgotten_expansion(context, have, declared):
        help_text = f"multiply by the expansion, {factor}: {have} features"
    source = node.source
    return Finding(
        message=message,
        place=place,
        label=f"{declared} declared, {have} arrive",
        secondary=(Place(source, "fails here"),) if source and source != place else (),
        modules=(node.module,),
        node=node.id,
        help=help_text,
        fix=fix,
    )


def _flattened(context: LintContext, node: Node) -> tuple[tuple[int, ...], int, Node | None]:
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


def _idle_pool(context: LintContext) -> str:
    """Return the name of a pool that the network holds and never calls."""
    called = {call.module for call in context.graph.calls}
    for module in context.graph.modules:
        if "Pool" in module.type and module.path not in called and "." not in module.path:
            return module.path
    return ""


def _flattening(context: LintContext, node: Node) -> SourceSpan | None:
    """Return the expression that flattens what a linear layer reads."""
    current = context.origin(node.inputs[0])
    while current.inputs and current.kind is not OpKind.RESHAPE:
        current = context.origin(current.inputs[0])
    return context.call_place(current) if current.kind is OpKind.RESHAPE else None


def _area(sizes: tuple[int, ...]) -> int:
    area = 1
    for side in sizes:
        area *= side
    return area

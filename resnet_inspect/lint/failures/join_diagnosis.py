"""Why the shapes at a join differ: what a good reviewer would say, with both paths."""

from collections.abc import Iterator, Sequence

from resnet_inspect.graph import (
    ConvAttrs,
    LinearAttrs,
    Node,
    OpKind,
    PoolAttrs,
    SourceSpan,
)
from resnet_inspect.lint.context import LintContext
from resnet_inspect.lint.evidence.projection_place import projection_decision
from resnet_inspect.lint.finding import Finding, Place
from resnet_inspect.lint.fixes.fix import Fix
from resnet_inspect.lint.fixes.rewrite import set_argument
from resnet_inspect.lint.join import Join, convolutions, stride_of, total_stride
from resnet_inspect.lint.words import layer, path, shape, size

Shape = tuple[int, ...]
Diagnosis = tuple[str, Finding]
"""A rule's code, and what it reports."""

SPATIAL = 2
"""The first spatial dimension."""

KEEPING_WIDTH = frozenset(
    {OpKind.ACTIVATION, OpKind.NORM, OpKind.POOL, OpKind.RESHAPE, OpKind.REDUCE}
)
"""What may stand between a join and the layers that tell its width."""


WIDENING = frozenset({OpKind.PAD, OpKind.CONCAT})
"""How a shortcut without weights gets more channels (option A)."""


def diagnose_join(context: LintContext, node: Node) -> Iterator[Diagnosis]:
    """Yield what is wrong with a join whose operands do not fit."""
    join = next((one for one in context.joins if one.node is node), None)
    shapes = [context.graph.tensor(ref).shape for ref in node.inputs]
    if join is None or len({len(one) for one in shapes}) > 1 or len(shapes[0]) <= SPATIAL:
        yield _undiagnosed(context, node)
        return
    if any(one.kind is OpKind.RESIZE or _transposed(one) for one in (*join.main, *join.shortcut)):
        yield from _Doctor(context, join).padding_only() or [_undiagnosed(context, node)]
        return
    failed = {failure.node for failure in context.graph.failures}
    if any(one.id in failed for one in join.shortcut):
        return
    if any(one.id in context.misread for one in join.main):
        return
    if any(one.id in failed and _reads(context, one, join) for one in convolutions(join.main)):
        return
    found = list(_Doctor(context, join).diagnoses())
    yield from found or [_undiagnosed(context, node)]


def _reads(context: LintContext, node: Node, join: Join) -> bool:
    """Whether a layer reads the fork, whose width it has complained about already."""
    source = context.origin(node.inputs[0])
    while source.kind in {OpKind.NORM, OpKind.ACTIVATION} and source.id != join.fork.node:
        source = context.origin(source.inputs[0])
    return join.identity and source.id == join.fork.node


def _transposed(node: Node) -> bool:
    return isinstance(node.attrs, ConvAttrs) and node.attrs.transposed


def _undiagnosed(context: LintContext, node: Node) -> Diagnosis:
    shapes = [shape(context.graph.tensor(ref).shape) for ref in node.inputs]
    producers = [context.origin(ref) for ref in node.inputs]
    return "RES108", Finding(
        message=f"`{node.op}` joins tensors of shapes {' and '.join(shapes)}",
        place=node.source,
        label=", ".join(shapes),
        modules=(node.module,),
        node=node.id,
        notes=tuple(
            f"{text} from {layer(producer)}"
            for text, producer in zip(shapes, producers, strict=True)
        ),
        help="make both shapes equal",
    )


class _Doctor:
    """Looks at one residual connection with unequal operands."""

    def __init__(self, context: LintContext, join: Join) -> None:
        self.context = context
        self.join = join
        tensor = context.graph.tensor
        self.fork = tensor(join.fork).shape
        self.main = tensor(join.main_ref).shape
        self.shortcut = tensor(join.shortcut_ref).shape
        self.main_stride = total_stride(join.main)
        self.shortcut_stride = total_stride(join.shortcut)

    def padding_only(self) -> list[Diagnosis]:
        """Return what is wrong with a padding on the main path, nothing where that is not it."""
        conv = self._unpadded(self.join.main)
        return [self._padding(conv)] if conv is not None and max(stride_of(conv)) == 1 else []

    def diagnoses(self) -> Iterator[Diagnosis]:
        wide = self.main[1] != self.shortcut[1]
        sized = self.main[SPATIAL:] != self.shortcut[SPATIAL:]
        shrunk = self._unpadded(self.join.main) if sized else None
        strides_agree = self._one(self.main_stride) == self._one(self.shortcut_stride)
        if shrunk is not None and (strides_agree or not self._strides_explain()):
            yield self._padding(shrunk)
            sized = False
        if not (wide or sized):
            return
        padding = [one for one in self.join.shortcut if one.kind in WIDENING]
        if wide and padding and self.join.projection is None:
            yield self._padded_width(padding[-1])
            return
        if wide and not sized and self._main_path_alone_is_wrong():
            yield self._widths()
            return
        if self.join.projection is None and not self._pooled_only(wide=wide):
            yield self._missing_projection()
            return
        if sized:
            yield self._sizes(strides_agree=strides_agree)
        if wide:
            yield self._widths()

    # -- spatial sizes -----------------------------------------------------------------------

    def _one(self, stride: tuple[int, ...]) -> tuple[int, ...]:
        return stride or (1,) * (len(self.main) - SPATIAL)

    def _strides_explain(self) -> bool:
        """Whether each path's size is what its strides say."""
        return self._expected(self.main_stride) == self.main[SPATIAL:]

    def _expected(self, stride: tuple[int, ...]) -> Shape:
        sizes = self.fork[SPATIAL:]
        return tuple(-(-side // step) for side, step in zip(sizes, self._one(stride), strict=False))

    def _unpadded(self, nodes: Sequence[Node]) -> Node | None:
        """Return the first convolution that does not give ceil(size / stride)."""
        for node in nodes:
            attrs = node.attrs
            if not isinstance(attrs, ConvAttrs) or attrs.transposed or not node.outputs:
                continue
            source = self.context.graph.tensor(node.inputs[0]).shape[SPATIAL:]
            wanted = tuple(-(-a // b) for a, b in zip(source, attrs.stride, strict=False))
            if node.output.shape[SPATIAL:] != wanted and not self._padded_before(node):
                return node
        return None

    def _padded_before(self, node: Node) -> bool:
        return self.context.producer(node.inputs[0]).kind is OpKind.PAD

    def _padding(self, conv: Node) -> Diagnosis:
        attrs = conv.attrs
        assert isinstance(attrs, ConvAttrs)  # noqa: S101 - _unpadded returns convolutions
        reach = tuple(
            d * (k - 1) // 2 for k, d in zip(attrs.kernel_size, attrs.dilation, strict=True)
        )
        source = self.context.graph.tensor(conv.inputs[0]).shape[SPATIAL:]
        dilated = max(attrs.dilation) > 1
        why = f"dilation {max(attrs.dilation)} needs" if dilated else "its kernel needs"
        needed = reach[0] if len(set(reach)) == 1 else reach
        return "RES104", self._finding(
            f"{layer(conv)} turns {size(source)} into {size(conv.output.shape[SPATIAL:])}: "
            f"padding {_plain(attrs.padding)} where {why} {_plain(reach)}",
            self.context.setting(conv, "padding"),
            label=f"{size(attrs.kernel_size)}, padding {_plain(attrs.padding)}",
            modules=(conv.module,),
            help=f"use `padding={needed}`",
            fix=self._padding_fix(conv, str(needed), reach),
        )

    def _padding_fix(self, conv: Node, needed: str, reach: tuple[int, ...]) -> Fix | None:
        """Write the number, or the expression of the dilation that the padding has to follow."""
        attrs, places = conv.attrs, self.context.places
        if isinstance(attrs, ConvAttrs) and max(attrs.dilation) > 1 and reach == attrs.dilation:
            dilation = places.argument(conv.module, "dilation")
            found = places.constructor(conv.module)
            if dilation is not None and found is not None:
                needed = found[0].code(dilation)
        return self._edit(conv, "padding", needed, f"Pad by `{needed}`", variables=True)

    def _sizes(self, *, strides_agree: bool) -> Diagnosis:
        if strides_agree:
            return self._rounding()
        strided = [
            node for node in convolutions(self.join.main) if max(stride_of(node) or (1,)) > 1
        ]
        ours, theirs = self._one(self.main_stride), self._one(self.shortcut_stride)
        if len(strided) > 1 and stride_of(strided[0]) == theirs:
            return self._stride_twice(strided)
        return self._stride(ours, theirs)

    def _stride_twice(self, strided: list[Node]) -> Diagnosis:
        first, later = strided[0], strided[-1]
        place = self.context.setting(first, "stride")
        return "RES105", self._finding(
            f"the main path strides twice: {layer(first)} by {_plain(stride_of(first))} and "
            f"{layer(later)} by {_plain(stride_of(later))}, the shortcut by "
            f"{_plain(self._one(self.shortcut_stride))}",
            self.context.setting(later, "stride"),
            label=f"strides again by {_plain(stride_of(later))}",
            secondary=(Place(place, "the first stride"),) if place else (),
            modules=(later.module,),
            help="keep the stride in one of the two convolutions",
            fix=self._edit(later, "stride", "1", "Stride once", variables=True),
        )

    def _stride(self, ours: tuple[int, ...], theirs: tuple[int, ...]) -> Diagnosis:
        shortcut = self._strided_shortcut_node()
        if self._main_lacks_stride(ours, theirs, shortcut):
            conv = self._main_conv()
            return "RES102", self._finding(
                f"the shortcut strides by {_plain(theirs)}, the main path by {_plain(ours)}",
                self.context.setting(conv, "stride"),
                label=f"stride {_plain(stride_of(conv))}",
                modules=(conv.module,),
                help="give this convolution the block's stride",
            )
        return "RES102", self._finding(
            f"the shortcut's {layer(shortcut)} strides by {_plain(theirs)}, "
            f"the main path by {_plain(ours)}",
            self.context.setting(shortcut, "stride"),
            label=f"{shape(self.shortcut)}, the main path {shape(self.main)}",
            modules=(shortcut.module,),
            help=f"give it the main path's stride, here {_plain(ours)}",
            fix=self._stride_fix(shortcut),
        )

    def _stride_fix(self, shortcut: Node) -> Fix | None:
        """Stride as the main path's convolution does: by its expression, else by its number."""
        for conv in convolutions(self.join.main):
            stride = stride_of(conv) or (1,)
            if max(stride) > 1 and self.context.is_layer(conv):
                number = stride[0] if len(set(stride)) == 1 else tuple(stride)
                text = self._stride_text(conv, shortcut) or str(number)
                return self._edit(shortcut, "stride", text, f"Stride by `{text}`")
        return None

    def _stride_text(self, conv: Node, shortcut: Node) -> str:
        """Return the source of a stride, if it means the same where the shortcut is made."""
        places = self.context.places
        value = places.argument(conv.module, "stride")
        found, other = places.constructor(conv.module), places.constructor(shortcut.module)
        if value is None or found is None or other is None:
            return ""
        file, call = found
        same = other[0] is file and file.function(call) is file.function(other[1])
        return file.code(value) if same else ""

    def _main_lacks_stride(
        self, ours: tuple[int, ...], theirs: tuple[int, ...], shortcut: Node
    ) -> bool:
        if max(ours) > 1 or max(theirs) == 1 or not self.context.is_layer(shortcut):
            return False
        value = self.context.places.argument(shortcut.module, "stride")
        return value is not None and not _is_literal(value)

    def _main_conv(self) -> Node:
        convs = convolutions(self.join.main)
        wide = [one for one in convs if max(getattr(one.attrs, "kernel_size", (1,))) > 1]
        return (wide or convs)[0]

    def _strided_shortcut_node(self) -> Node:
        nodes = self.join.shortcut
        strided = [one for one in nodes if max(stride_of(one) or (1,)) > 1]
        return (strided or convolutions(nodes) or list(nodes))[0]

    def _rounding(self) -> Diagnosis:
        """Both paths stride alike, but one rounds down where the other rounds up."""
        expected = self._expected(self.main_stride)
        if self.shortcut[SPATIAL:] == expected:
            culprit = self._first_odd(self.join.main) or self._main_conv()
        else:
            culprit = self._first_odd(self.join.shortcut) or self._strided_shortcut_node()
        pool = isinstance(culprit.attrs, PoolAttrs)
        code = "RES106" if pool or culprit.kind is OpKind.INDEX else "RES104"
        source = self.context.graph.tensor(culprit.inputs[0]).shape[SPATIAL:]
        return code, self._finding(
            f"{layer(culprit)} turns {size(source)} into "
            f"{size(culprit.output.shape[SPATIAL:])} while the other path makes "
            f"{size(expected)}: one rounds down, the other up",
            self.context.definition(culprit),
            label=f"{size(source)} → {size(culprit.output.shape[SPATIAL:])}",
            modules=(culprit.module,),
            help="use `ceil_mode=True, count_include_pad=False`" if pool else "round both alike",
            fix=self._round_up(culprit) if pool else None,
        )

    def _round_up(self, pool: Node) -> Fix | None:
        text = "True"
        counted = self.context.is_layer(pool) and self.context.places.argument(
            pool.module, "count_include_pad"
        )
        if pool.op.startswith("avg_pool") and not counted:
            text = "True, count_include_pad=False"
        return self._edit(pool, "ceil_mode", text, "Round up")

    def _first_odd(self, nodes: Sequence[Node]) -> Node | None:
        for node in nodes:
            stride = stride_of(node)
            if not stride or not node.outputs:
                continue
            source = self.context.graph.tensor(node.inputs[0]).shape[SPATIAL:]
            wanted = tuple(-(-a // b) for a, b in zip(source, stride, strict=False))
            if node.output.shape[SPATIAL:] != wanted:
                return node
        return None

    # -- widths ------------------------------------------------------------------------------

    def _main_path_alone_is_wrong(self) -> bool:
        """Whether what follows takes the width of the shortcut, which is the identity."""
        expected = self._consumers()
        fits = self.shortcut[1] in expected and self.main[1] not in expected
        return self.join.identity and fits and bool(convolutions(self.join.main))

    def _pooled_only(self, *, wide: bool) -> bool:
        """Whether the shortcut only resizes, so that its size can be wrong but not its width."""
        return bool(self.join.shortcut) and not wide

    def _missing_projection(self) -> Diagnosis:
        decision = projection_decision(self.context, self.join)
        parts = []
        if self.main[1] != self.shortcut[1]:
            parts.append(f"{self.main[1]} channels against {self.shortcut[1]}")
        if self.main[SPATIAL:] != self.shortcut[SPATIAL:]:
            parts.append(f"{size(self.main[SPATIAL:])} against {size(self.shortcut[SPATIAL:])}")
        what = "the shortcut is the identity"
        if self.join.shortcut:
            what = "the shortcut has no convolution"
        block = self.context.block(self.join).module
        join = self.join.node.source
        away = join if decision.span != join else None
        return "RES101", self._finding(
            f"{what} although the main path has {' and '.join(parts)}",
            decision.span,
            label=decision.label,
            secondary=(Place(away, f"{shape(self.main)} + {shape(self.shortcut)}"),)
            if away
            else (),
            modules=(block,),
            help=decision.help,
            fix=decision.fix,
        )

    def _padded_width(self, node: Node) -> Diagnosis:
        made = node.output.shape[1]
        return "RES103", self._finding(
            f"the shortcut's `{node.op}` makes {made} channels, the main path {self.main[1]}",
            node.source,
            label=f"{made} channels, {self.main[1]} are needed",
            modules=(self.context.block(self.join).module,),
            help=f"add {self.main[1] - made + self._added(node)} channels in all",
        )

    def _added(self, node: Node) -> int:
        return node.output.shape[1] - self.context.graph.tensor(node.inputs[0]).shape[1]

    def _widths(self) -> Diagnosis:
        conv, wanted = self._wrong_width()
        main = conv in self.join.main
        have = conv.output.shape[1]
        place = self.join.node.source
        return "RES103", self._finding(
            f"the main path ends with {self.main[1]} channels, "
            f"the shortcut with {self.shortcut[1]}: {layer(conv)} should make {wanted}",
            self.context.setting(conv, "out_channels"),
            label=f"{have} channels, {'the shortcut' if main else 'the main path'} has {wanted}",
            secondary=(Place(place, f"{shape(self.main)} + {shape(self.shortcut)}"),)
            if place
            else (),
            modules=(conv.module,),
            help=self._width_help(conv, have, wanted),
        )

    def _width_help(self, conv: Node, have: int, wanted: int) -> str:
        if conv in self.join.main and wanted % have == 0:
            return f"multiply its out_channels by the expansion, {wanted // have}"
        return f"use `out_channels={wanted}`"

    def _wrong_width(self) -> tuple[Node, int]:
        """Return the convolution to change and the width that the rest agrees on."""
        shortcut = convolutions(self.join.shortcut)
        main = convolutions(self.join.main)
        expected = self._consumers()
        main_is_wrong = self.shortcut[1] in expected and self.main[1] not in expected
        if not expected & {self.shortcut[1], self.main[1]}:
            main_is_wrong = self.shortcut[1] > self.main[1]
        if (main_is_wrong and main) or not shortcut:
            return main[-1], self.shortcut[1]
        return shortcut[-1], self.main[1]

    def _consumers(self) -> set[int]:
        """Return the widths that the layers after the join ask for."""
        found: set[int] = set()
        pending, seen = [self.join.node], set()
        while pending:
            node = pending.pop()
            for reader in self.context.readers(node):
                attrs = reader.attrs
                if isinstance(attrs, ConvAttrs):
                    found.add(attrs.in_channels)
                elif isinstance(attrs, LinearAttrs):
                    found.add(attrs.in_features)
                elif reader.kind in KEEPING_WIDTH and reader.id not in seen:
                    seen.add(reader.id)
                    pending.append(reader)
        return found

    # -- shared ------------------------------------------------------------------------------

    def _edit(
        self, node: Node, keyword: str, text: str, title: str, *, variables: bool = False
    ) -> Fix | None:
        if not self.context.is_layer(node):
            return None
        places = self.context.places
        edit = set_argument(places, node.module, keyword, text, variables=variables)
        return Fix(title=title, edits=(edit,), safe=True) if edit else None

    def _finding(self, message: str, place: SourceSpan | None, **details: object) -> Finding:
        join, graph = self.join, self.context.graph
        notes = (
            *path(graph, "main path", join.fork, join.main),
            *path(graph, "shortcut", join.fork, join.shortcut),
        )
        source = join.node.source
        if source is not None and source != place and "secondary" not in details:
            shapes = f"{shape(self.main)} + {shape(self.shortcut)}"
            details["secondary"] = (Place(source, shapes),)
        return Finding(
            message=message, place=place or source, node=join.node.id, notes=notes,
            **details,  # type: ignore[arg-type]
        )  # fmt: skip


def _plain(sizes: Sequence[int]) -> str:
    """Write equal sizes as one."""
    return str(sizes[0]) if len(set(sizes)) == 1 else size(sizes)


def _is_literal(value: object) -> bool:
    return type(value).__name__ in {"Constant", "Tuple"}

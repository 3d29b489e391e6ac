"""Small graphs by hand, so that most tests need no torch."""

from resnet_inspect.graph import (
    Attrs,
    CallId,
    ConvAttrs,
    Graph,
    Module,
    ModuleCall,
    ModulePath,
    Node,
    NodeId,
    NormAttrs,
    OpKind,
    Output,
    Parameter,
    ParameterId,
    Ref,
    Run,
    TensorSpec,
)

Shape = tuple[int, ...]


class GraphBuilder:
    """Adds nodes one after the other; each method returns the new tensor's Ref.

    Example:
        >>> build = GraphBuilder()
        >>> x = build.input((1, 8, 4, 4))
        >>> y = build.add(build.relu(build.conv(x, 8)), x)
        >>> len(build.graph(y).nodes)
        4
    """

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.modules: list[Module] = [
            Module(path=ModulePath(""), type="Net", qualified_type="net.Net")
        ]
        self.parameters: list[Parameter] = []
        self.calls: list[tuple[ModulePath, CallId | None, int, int | None]] = [
            (ModulePath(""), None, 0, None)
        ]
        self.running = [CallId(0)]

    def enter(self, path: str, type_name: str = "Block") -> None:
        """Begin a call of the module ``path``; it is registered on its first call."""
        self._register(path, type_name)
        self.calls.append((ModulePath(path), self.running[-1], len(self.nodes), None))
        self.running.append(CallId(len(self.calls) - 1))

    def _register(self, path: str, type_name: str) -> None:
        if path in {module.path for module in self.modules}:
            return
        self._register(path.rpartition(".")[0], "Sequential")
        self.modules.append(
            Module(path=ModulePath(path), type=type_name, qualified_type=f"net.{type_name}")
        )

    def leave(self) -> None:
        """End the running call."""
        call = self.running.pop()
        path, parent, first, _ = self.calls[call]
        self.calls[call] = (path, parent, first, len(self.nodes))

    def op(
        self,
        name: str,
        kind: OpKind,
        *inputs: Ref,
        shape: Shape,
        attrs: Attrs | None = None,
        parameters: tuple[ParameterId, ...] = (),
        mutates: tuple[int, ...] = (),
    ) -> Ref:
        """Add a node with one output."""
        call = self.running[-1]
        node = Node(
            id=NodeId(len(self.nodes)), op=name, kind=kind, module=self.calls[call][0], call=call,
            inputs=inputs, outputs=(TensorSpec(shape),), attrs=attrs, parameters=parameters,
            mutates=mutates,
        )  # fmt: skip
        self.nodes.append(node)
        return node.ref

    def shape(self, ref: Ref) -> Shape:
        """Return the shape of a tensor made before."""
        return self.nodes[ref.node].outputs[ref.index].shape

    def parameter(self, name: str, shape: Shape, *, trainable: bool = True) -> ParameterId:
        """Register a parameter."""
        new = ParameterId(len(self.parameters))
        self.parameters.append(
            Parameter(id=new, names=(name,), tensor=TensorSpec(shape), trainable=trainable)
        )
        return new

    def input(self, shape: Shape) -> Ref:
        """Add an input of the network."""
        return self.op("input", OpKind.INPUT, shape=shape)

    def conv(self, x: Ref, channels: int, kernel: int = 3, stride: int = 1, groups: int = 1) -> Ref:
        """Add a padded 2-D convolution without bias."""
        batch, width, *size = self.shape(x)
        attrs = ConvAttrs(
            in_channels=width, out_channels=channels, kernel_size=(kernel, kernel),
            stride=(stride, stride), padding=(kernel // 2, kernel // 2), groups=groups,
        )  # fmt: skip
        shape = (batch, channels, *((side - 1) // stride + 1 for side in size))
        return self.op("conv2d", OpKind.CONV, x, shape=shape, attrs=attrs)

    def norm(self, x: Ref) -> Ref:
        """Add a batch normalization."""
        attrs = NormAttrs(channels=self.shape(x)[1])
        return self.op("batch_norm", OpKind.NORM, x, shape=self.shape(x), attrs=attrs)

    def relu(self, x: Ref, *, inplace: bool = False) -> Ref:
        """Add a ReLU."""
        mutates = (0,) if inplace else ()
        return self.op("relu", OpKind.ACTIVATION, x, shape=self.shape(x), mutates=mutates)

    def add(self, a: Ref, b: Ref) -> Ref:
        """Add a sum of two tensors."""
        return self.op("add", OpKind.ADD, a, b, shape=self.shape(a))

    def graph(self, *outputs: Ref) -> Graph:
        """Return the graph built so far."""
        calls = tuple(
            ModuleCall(
                id=CallId(position), module=path, parent=parent, first_node=NodeId(first),
                end_node=NodeId(len(self.nodes) if end is None else end),
            )
            for position, (path, parent, first, end) in enumerate(self.calls)
        )  # fmt: skip
        return Graph(
            run=Run(target="net.py", network="Net"),
            nodes=tuple(self.nodes),
            calls=calls,
            modules=tuple(self.modules),
            parameters=tuple(self.parameters),
            outputs=tuple(
                Output(name=str(place) if len(outputs) > 1 else "", ref=ref)
                for place, ref in enumerate(outputs)
            ),
        )

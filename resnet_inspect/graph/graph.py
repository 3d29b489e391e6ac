"""A traced forward pass."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from resnet_inspect.graph.lifetime import Checkpoint, Held
from resnet_inspect.graph.module import Module, ModuleCall, Parameter
from resnet_inspect.graph.node import CallId, ModulePath, Node, NodeId, OpKind, Ref
from resnet_inspect.graph.number import Decision, Number
from resnet_inspect.graph.source import SourceSpan
from resnet_inspect.graph.tensor import TensorSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One leaf of what the forward pass returned."""

    name: str
    """Its place in the returned structure: ``""``, ``"0"``, ``"aux.1"``."""
    ref: Ref | None
    """None for a leaf that is no tensor made by the network."""
    text: str = ""
    """What such a leaf is, in short."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An exception during the forward pass."""

    type: str
    """The exception's class name."""
    message: str
    node: NodeId | None
    """The operator that raised; None where Python code between operators did."""
    call: CallId | None
    """The innermost module call that was running."""
    frames: tuple[SourceSpan, ...] = ()
    """The user's frames, outermost first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What was traced, and how."""

    target: str
    """What the user asked for: ``resnet50``, ``my.py:Net``."""
    network: str
    """The network's class name, or the reference variant's name."""
    training: bool = False
    device: str = "meta"
    """``meta``, or ``cpu`` where the network needed real values."""
    tool_version: str = ""
    torch_version: str = ""
    notes: tuple[str, ...] = ()
    """What was assumed or happened on the way, in sentences for the header."""
    source: SourceSpan | None = None
    """Where the network's class or factory is defined."""
    guessed: tuple[int, ...] = ()
    """Positions of the inputs behind the first whose shape nobody gave."""
    inputs: tuple[str, ...] = ()
    """Where each input goes, ``image`` or ``batch.image``, where its position does not tell it."""


@dataclass(frozen=True, kw_only=True)
class Graph:
    """Nodes in execution order, which is also a topological order.

    Raises:
        ValueError: A node reads a tensor that no earlier node made, or an id is not its position.
    """

    run: Run
    nodes: tuple[Node, ...]
    calls: tuple[ModuleCall, ...]
    """In the order in which they began; the first is the network itself."""
    modules: tuple[Module, ...]
    """In registration order, parents before children; the first is the network itself."""
    parameters: tuple[Parameter, ...] = ()
    outputs: tuple[Output, ...] = ()
    failures: tuple[Failure, ...] = ()
    held: tuple[Held, ...] = ()
    """Tensors that lived on after their last use, in the order of their nodes."""
    checkpoints: tuple[Checkpoint, ...] = ()
    """Parts that ``torch.utils.checkpoint`` computes again in backward; none lies in another."""
    complete: bool = True
    """Whether the forward pass reached its end."""
    numbers: tuple[Number, ...] = ()
    """What the code worked out from shapes; each reads only numbers before it."""
    decisions: tuple[Decision, ...] = ()
    """Where it went on with the value of one of them."""

    def __post_init__(self) -> None:
        """Check that ids are positions and that data flows forward."""
        for position, node in enumerate(self.nodes):
            if node.id != position:
                message = f"node {node.id} stands at position {position}"
                raise ValueError(message)
            for ref in node.inputs:
                if not (0 <= ref.node < position and ref.index < len(self.nodes[ref.node].outputs)):
                    message = (
                        f"node {position} ({node.op}) reads {ref}, which is not made before it"
                    )
                    raise ValueError(message)

    @cached_property
    def _users(self) -> tuple[tuple[NodeId, ...], ...]:
        users: list[list[NodeId]] = [[] for _ in self.nodes]
        for node in self.nodes:
            for ref in dict.fromkeys(ref.node for ref in node.inputs):
                users[ref].append(node.id)
        return tuple(tuple(of_node) for of_node in users)

    @cached_property
    def _modules(self) -> dict[ModulePath, Module]:
        return {module.path: module for module in self.modules}

    @cached_property
    def _child_calls(self) -> tuple[tuple[ModuleCall, ...], ...]:
        children: list[list[ModuleCall]] = [[] for _ in self.calls]
        for call in self.calls:
            if call.parent is not None:
                children[call.parent].append(call)
        return tuple(tuple(of_call) for of_call in children)

    def tensor(self, ref: Ref) -> TensorSpec:
        """Return the shape and dtype of the tensor that ``ref`` names."""
        return self.nodes[ref.node].outputs[ref.index]

    def __repr__(self) -> str:
        """Return one line: all fields of a large network are 100,000 characters and more."""
        failed = f", {len(self.failures)} failed" if self.failures else ""
        return f"<Graph of {self.run.target}: {len(self.nodes)} nodes{failed}>"

    def users(self, node: Node) -> tuple[Node, ...]:
        """Return the nodes that read any output of ``node``, in execution order."""
        return tuple(self.nodes[user] for user in self._users[node.id])

    def of_kind(self, *kinds: OpKind) -> Iterator[Node]:
        """Yield the nodes of these kinds in execution order."""
        return (node for node in self.nodes if node.kind in kinds)

    def module(self, path: ModulePath) -> Module:
        """Return the module at ``path``.

        Raises:
            KeyError: The network has no module there.
        """
        return self._modules[path]

    def children(self, call: ModuleCall) -> tuple[ModuleCall, ...]:
        """Return the calls made directly by ``call``, in order."""
        return self._child_calls[call.id]

    def nodes_of(self, call: ModuleCall) -> tuple[Node, ...]:
        """Return the nodes made while ``call`` ran, those of inner calls included."""
        return self.nodes[call.first_node : call.end_node]

    def inputs(self) -> tuple[Node, ...]:
        """Return the input nodes, in the order of the forward pass's arguments."""
        return tuple(self.of_kind(OpKind.INPUT))

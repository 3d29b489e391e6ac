"""What a rule may look at: a trace, its analyses, and the parsed source."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TypeVar, cast

from resnet_inspect.analysis.facts import Facts
from resnet_inspect.graph import (
    CallId,
    Graph,
    Module,
    ModuleCall,
    ModulePath,
    Node,
    OpKind,
    Ref,
    SourceSpan,
)
from resnet_inspect.graph.paths import parent
from resnet_inspect.linter.beside import NOTHING, Beside
from resnet_inspect.linter.finding import Explanation
from resnet_inspect.linter.join import Join, joins_of
from resnet_inspect.linter.source.blame import setting
from resnet_inspect.linter.source.installed import is_installed
from resnet_inspect.linter.source.places import Places
from resnet_inspect.linter.source.syntax import FunctionNode, SourceFile, Sources

PASSING = frozenset({OpKind.COPY, OpKind.DROPOUT})
"""Operators that hand their input on as far as a block's design is concerned."""


LAYERS = frozenset({OpKind.CONV, OpKind.LINEAR, OpKind.NORM})
"""What a layer of torch does, beside the arithmetic of a parametrization such as spectral norm."""


Answer = TypeVar("Answer")


class LintContext:
    """One traced forward pass and everything that is known of it: rules only read it.

    Args:
        graph: The trace that rules look at.
        sources: The user's files.
        traces: All traces of the network, the one that was asked for first; ``graph`` is one.
        beside: What the network is compared with.
        explain: Tells why operators failed; see :mod:`.failures.explanations`.
    """

    def __init__(
        self,
        graph: Graph,
        sources: Sources | None = None,
        *,
        traces: Sequence[Graph] = (),
        beside: Beside = NOTHING,
        explain: "Callable[[LintContext], Sequence[Explanation]] | None" = None,
    ) -> None:
        self.graph = graph
        self.facts = Facts(graph)
        self.sources = sources or Sources()
        self.others = tuple(other for other in traces if other is not graph)
        """The network's other traces."""
        self.places = Places(graph, self.sources)
        self.against = beside.variant
        self.weights = beside.weights
        self.first = traces[0] if traces and traces[0] is not graph else None
        """The trace that was asked for, where ``graph`` is one under other conditions."""
        self._explain = explain
        self._answers: dict[Callable[[LintContext], object], object] = {}

    def once(self, ask: "Callable[[LintContext], Answer]") -> Answer:
        """Return what a function makes of this context, worked out when first asked for."""
        if ask not in self._answers:
            self._answers[ask] = ask(self)
        return cast("Answer", self._answers[ask])

    @cached_property
    def explanations(self) -> tuple[Explanation, ...]:
        """Why operators failed, those that fail in the first trace already left out."""
        return tuple(self._explain(self)) if self._explain is not None else ()

    @cached_property
    def joins(self) -> tuple[Join, ...]:
        """The residual connections, the failed ones included."""
        return joins_of(self.graph, self.facts.residuals)

    @property
    def same_size(self) -> bool:
        """Whether the inputs differ from the first trace's in the batch only."""
        if self.first is None:
            return True
        pairs = zip(self.graph.inputs(), self.first.inputs(), strict=False)
        return all(one.output.shape[1:] == other.output.shape[1:] for one, other in pairs)

    @property
    def graphs(self) -> tuple[Graph, ...]:
        """All traces, this one first."""
        return (self.graph, *self.others)

    def producer(self, ref: Ref) -> Node:
        """Return the node that made a tensor."""
        return self.graph.nodes[ref.node]

    def origin(self, ref: Ref) -> Node:
        """Return the node that made a tensor, looking through copies and dropout."""
        node = self.producer(ref)
        while node.kind in PASSING and node.inputs:
            node = self.producer(node.inputs[0])
        return node

    def readers(self, node: Node) -> list[Node]:
        """Return the nodes that read a tensor, looking through copies and dropout."""
        found: list[Node] = []
        for user in self.graph.users(node):
            found += self.readers(user) if user.kind in PASSING else [user]
        return found

    def module(self, node: Node) -> Module:
        """Return the innermost module whose forward made the call."""
        return self.graph.module(self.graph.calls[node.call].module)

    def call(self, node: Node) -> ModuleCall:
        """Return the innermost module call that a node belongs to."""
        return self.graph.calls[node.call]

    def calls_around(self, call_id: CallId | None) -> Iterator[ModuleCall]:
        """Yield a call and the calls around it, innermost first."""
        while call_id is not None:
            call = self.graph.calls[call_id]
            yield call
            call_id = call.parent

    def is_layer(self, node: Node) -> bool:
        """Whether a node is all that its module does, as in ``nn.Conv2d``."""
        call = self.call(node)
        if call.parent is None or call.end_node - call.first_node == 1:
            return call.parent is not None
        return node.kind in LAYERS and is_builtin(self.graph.module(call.module))

    def in_container(self, node: Node) -> bool:
        """Whether a node's module is called by a container such as ``nn.Sequential``."""
        call = self.call(node)
        if not self.is_layer(node) or call.parent is None:
            return False
        owner = self.graph.module(self.graph.calls[call.parent].module)
        return is_container(owner) or not self.is_users(call.source)

    def is_users(self, span: SourceSpan | None) -> bool:
        """Whether a place lies in a file of the network, not in a program that calls it."""
        return span is not None and span.file in self._class_files

    @cached_property
    def _class_files(self) -> set[str]:
        spans = [span for one in self.graph.modules for span in (one.class_source, one.definition)]
        spans.append(self.graph.run.source)
        return {span.file for span in spans if span is not None}

    @cached_property
    def own_files(self) -> tuple[SourceFile, ...]:
        """The parsed files of the network's classes, those of installed packages left out."""
        paths = [path for path in sorted(self._class_files) if not is_installed(path)]
        return tuple(file for path in paths if (file := self.sources.file(path)) is not None)

    def definition(self, node: Node) -> SourceSpan | None:
        """Return where a node's layer is constructed, or the call of a functional operator."""
        if self.is_layer(node):
            return self.module(node).definition or node.source
        return node.source

    def setting(self, node: Node, keyword: str) -> SourceSpan | None:
        """Return the constructor call to change for one of a layer's arguments."""
        if self.is_layer(node):
            return setting(self.places, node.module, keyword)
        return node.source

    def call_place(self, node: Node) -> SourceSpan | None:
        """Return the expression in a forward that calls a node's layer.

        Layers of an ``nn.Sequential`` have none: the definition stands for it.
        """
        if self.in_container(node):
            return self.definition(node)
        return self.call(node).source if self.is_layer(node) else node.source

    def block(self, join: Join) -> ModuleCall:
        """Return the module call that holds a join and its main path."""
        return self.graph.calls[join.block]

    def owner(self, path: ModulePath) -> Module:
        """Return the module that registers ``path``, containers left out."""
        path = parent(path)
        while path and ((found := self.places.find(path)) is None or is_container(found)):
            path = parent(path)
        return self.graph.module(path)

    def in_module_container(self, path: ModulePath) -> bool:
        """Whether a module stands in a registered container such as ``nn.Sequential``."""
        owner = self.places.find(parent(path))
        return owner is not None and is_container(owner)

    def class_file(self, module: Module) -> SourceFile | None:
        """Return the parsed file of a module's class, None for the framework's own."""
        if is_builtin(module) or module.class_source is None:
            return None
        return self.sources.file(module.class_source.file)

    def forward(self, call: ModuleCall) -> tuple[SourceFile, FunctionNode] | None:
        """Return the function that ran as a module's forward, from the places of its operators."""
        module = self.graph.module(call.module)
        file = self.class_file(module)
        if file is None or module.class_source is None:
            return None
        node = file.class_at(module.type, module.class_source.line)
        found = next((one for one in node.body if _is_forward(one)), None) if node else None
        return (file, found) if isinstance(found, FunctionNode) else None

    @cached_property
    def user_modules(self) -> tuple[Module, ...]:
        """The first module of each class that is not the framework's, and can be read."""
        seen: dict[str, Module] = {}
        for module in self.graph.modules:
            if not is_builtin(module) and module.class_source is not None:
                seen.setdefault(f"{module.qualified_type}:{module.class_source.line}", module)
        return tuple(seen.values())


def _is_forward(node: object) -> bool:
    return isinstance(node, FunctionNode) and node.name == "forward"


def is_builtin(module: Module) -> bool:
    """Whether a module's class comes with torch."""
    return module.qualified_type.startswith("torch.")


def is_container(module: Module) -> bool:
    """Whether a module only calls its children one after the other, or only holds them."""
    return module.qualified_type.startswith("torch.nn.modules.container.")

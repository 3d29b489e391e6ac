"""Where in the source a module comes from: its constructor, and the assignment that names it."""

import ast

from resnet_inspect.graph import Graph, Module, ModulePath, SourceSpan
from resnet_inspect.graph.paths import name, parent
from resnet_inspect.linter.source.syntax import (
    FunctionNode,
    SourceFile,
    Sources,
    argument,
    self_attribute,
)

POSITIONS = {
    "in_channels": 0, "out_channels": 1, "kernel_size": 2, "stride": 3, "padding": 4,
    "dilation": 5, "groups": 6, "bias": 7,
}  # fmt: skip
"""Where ``nn.ConvNd`` takes its arguments."""

LINEAR_POSITIONS = {"in_features": 0, "out_features": 1, "bias": 2}
NORM_POSITIONS = {"num_features": 0, "eps": 1, "momentum": 2, "affine": 3}
POOL_POSITIONS = {
    "kernel_size": 0, "stride": 1, "padding": 2, "ceil_mode": 3, "count_include_pad": 4,
}  # fmt: skip


INPLACE_POSITIONS = {
    "ReLU": 0, "ReLU6": 0, "SELU": 0, "SiLU": 0, "Mish": 0, "Hardswish": 0, "Hardsigmoid": 0,
    "LeakyReLU": 1, "ELU": 1, "CELU": 1, "Dropout": 1, "Dropout2d": 1,
}  # fmt: skip
"""Where activations take ``inplace``."""


class Places:
    """Finds the source of a graph's modules."""

    def __init__(self, graph: Graph, sources: Sources) -> None:
        self.graph = graph
        self.sources = sources
        self._modules = {module.path: module for module in graph.modules}

    def module(self, path: ModulePath) -> Module:
        """Return the module at a path."""
        return self._modules[path]

    def find(self, path: ModulePath) -> Module | None:
        """Return the module at a path, None for a plain list and the like."""
        return self._modules.get(path)

    def constructor(self, path: ModulePath) -> tuple[SourceFile, ast.Call] | None:
        """Return the call that constructed a module, as syntax."""
        module = self._modules.get(path)
        span = module.definition if module is not None else None
        file = self.sources.of(span)
        node = file.at(span) if file is not None else None
        return (file, node) if file is not None and isinstance(node, ast.Call) else None

    def construction(self, path: ModulePath) -> list[tuple[SourceFile, ast.Call]]:
        """Return the calls that were running when a module was constructed, its own first."""
        module = self._modules.get(path)
        calls = []
        for span in reversed(module.construction if module is not None else ()):
            file = self.sources.of(span)
            node = file.at(span) if file is not None else None
            if file is not None and isinstance(node, ast.Call):
                calls.append((file, node))
        return calls

    def argument(self, path: ModulePath, keyword: str) -> ast.expr | None:
        """Return the expression that a layer's constructor was given for an argument."""
        found = self.constructor(path)
        if found is None:
            return None
        return argument(found[1], keyword, self._position(path, keyword))

    def _position(self, path: ModulePath, keyword: str) -> int | None:
        kind = self._modules[path].type
        if kind == "Linear":
            return LINEAR_POSITIONS.get(keyword)
        if "Norm" in kind:
            return NORM_POSITIONS.get(keyword)
        if "Pool" in kind:
            return POOL_POSITIONS.get(keyword)
        if keyword == "inplace":
            return INPLACE_POSITIONS.get(kind)
        return POSITIONS.get(keyword)

    def assignment(self, path: ModulePath) -> SourceSpan | None:
        """Return the value that a module's owner assigns to its name: ``self.conv1 = VALUE``.

        For an element of a container, the element's own expression where it can be told.
        """
        found = self._value(path)
        return found[0].span(found[1]) if found is not None else None

    def attribute(self, owner: Module, attribute: str) -> SourceSpan | None:
        """Return the value that a module's class assigns to an attribute, whatever it is."""
        file = self.sources.file(owner.class_source.file) if owner.class_source else None
        line = owner.class_source.line if owner.class_source else None
        node = file.class_at(owner.type, line) if file is not None else None
        values = _assigned(node, attribute) if node is not None else []
        return file.span(values[0]) if file is not None and values else None

    def _value(self, path: ModulePath) -> tuple[SourceFile, ast.expr] | None:
        if not path:
            return None
        owner = self._modules.get(parent(path))
        if owner is None:
            return None
        if owner.qualified_type.startswith("torch.nn.modules.container"):
            return self._element(path, owner)
        if owner.class_source is None:
            return None
        file = self.sources.file(owner.class_source.file)
        node = file.class_at(owner.type, owner.class_source.line) if file is not None else None
        if file is None or node is None:
            return None
        values = _assigned(node, name(path))
        module = self._modules.get(path)
        return (file, _matching(file, values, module)) if values else None

    def _element(self, path: ModulePath, owner: Module) -> tuple[SourceFile, ast.expr] | None:
        found = self._value(owner.path)
        if found is None:
            return None
        file, value = found
        position = name(path)
        if isinstance(value, ast.Call) and position.isdigit():
            elements = value.args
            if len(elements) == 1 and isinstance(elements[0], ast.List | ast.Tuple):
                elements = elements[0].elts
            plain = not any(isinstance(one, ast.Starred) for one in elements)
            if plain and int(position) < len(elements):
                return file, elements[int(position)]
        return found


def _assigned(node: ast.ClassDef, attribute: str) -> list[ast.expr]:
    values = []
    for statement in ast.walk(node):
        match statement:
            case ast.Assign(targets=targets, value=value):
                if any(self_attribute(target) == attribute for target in targets):
                    values.append(value)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                if self_attribute(target) == attribute:
                    values.append(value)
    return values


def _matching(file: SourceFile, values: list[ast.expr], module: Module | None) -> ast.expr:
    """Of several assignments to one name, take the one that constructed the module."""
    if module is not None and module.definition is not None:
        for value in values:
            span = file.span(value)
            if span.line <= module.definition.line <= (span.end_line or span.line):
                return value
    calls = [value for value in values if isinstance(value, ast.Call)]
    return (calls or values)[-1]


def parameter_names(function: FunctionNode) -> list[str]:
    """Return the names of a function's parameters, in order."""
    arguments = function.args
    return [one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]

"""Failures over an input that nobody gave: the network wants more than its forward demands.

A forward that takes ``y=None`` computes its loss with it in training; one for clips reads a frame
of what was an image. Neither says that anything is wrong with the network.
"""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import ConvAttrs, Failure, OpKind, SourceSpan
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding
from resnet_inspect.linter.source.places import parameter_names
from resnet_inspect.linter.source.syntax import (
    FunctionNode,
    method,
    names_read,
    none_by_default,
    self_attribute,
)

WIDEST = 2**20
"""Channels."""


def not_given(context: LintContext, finding: Finding) -> str:
    """Say what a failure wanted to be given; empty where it is the network's own.

    What fails behind the first such failure is made of it.
    """
    known = any(_shown(one, finding) for one in context.graph.failures)
    return context.once(_wanted) if known else ""


def _wanted(context: LintContext) -> str:
    """Say what the first failure of a trace wanted."""
    failure = context.graph.failures[0]
    if _lacks_a_dimension(context, failure):
        return "an input with one more dimension is wanted: give it with --input"
    if _beyond_any_width(context, failure):
        return "an input of another kind is wanted, a vector say: give it with --input"
    if _is_refused(context, failure):
        return "the forward refuses this input: give one that it takes with --input"
    if context.graph.run.training and _unpacks_input(context):
        return "in training the network takes a tuple: give one with --input"
    if "NoneType" not in failure.message:
        return ""
    name = next(filter(None, (_optional(context, place) for place in failure.frames)), "")
    return f"`{name}` is None by default: give it with --input or --arg" if name else ""


def _shown(failure: Failure, finding: Finding) -> bool:
    if failure.node is not None:
        return failure.node == finding.node
    return bool(failure.frames) and failure.frames[-1] == finding.place


def _lacks_a_dimension(context: LintContext, failure: Failure) -> bool:
    """Whether a part of the input, one time step say, has one dimension less than a map."""
    node = context.graph.nodes[failure.node] if failure.node is not None else None
    if node is None or not isinstance(node.attrs, ConvAttrs) or not node.inputs:
        return False
    part = context.origin(node.inputs[0])
    while part.kind is OpKind.CONCAT:
        part = context.origin(part.inputs[0])
    if part.kind is not OpKind.INDEX or context.origin(part.inputs[0]).kind is not OpKind.INPUT:
        return False
    return len(part.output.shape) == len(node.attrs.kernel_size) + 1


def _is_refused(context: LintContext, failure: Failure) -> bool:
    """Whether the forward stops at its input before any layer.

    The statement asserts something of it, or calls something with it, and has nothing of the
    network's own in it: ``assert len(x) == 2``, ``batch = dict(inputs)``.
    """
    found = context.forward(context.graph.calls[0]) if context.graph.calls else None
    place = failure.frames[-1] if failure.frames else None
    if found is None or place is None or failure.node is not None or found[0].path != place.file:
        return False
    if failure.type == "RecursionError" or any(node.parameters for node in context.graph.nodes):
        return False
    file, forward = found
    statement = file.statement(file.at(place))
    if statement is None or file.function_at(place.line) is not forward:
        return False
    own, *given = parameter_names(forward)
    read = names_read(statement)
    tells = isinstance(statement, ast.Assert) or isinstance(file.at(place), ast.Call)
    return tells and own not in read and bool(read & set(given))


def _unpacks_input(context: LintContext) -> bool:
    """Whether the network's forward takes its input apart: ``images, targets = inputs``."""
    found = context.forward(context.graph.calls[0])
    if found is None:
        return False
    given = set(parameter_names(found[1])[1:])
    return any(
        isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Tuple)
        and isinstance(node.value, ast.Name)
        and node.value.id in given
        for node in ast.walk(found[1])
    )


def _beyond_any_width(context: LintContext, failure: Failure) -> bool:
    """Whether a reshape has made channels of an image's pixels, more than any network has."""
    node = context.graph.nodes[failure.node] if failure.node is not None else None
    if node is None or not node.inputs:
        return False
    return any(max(context.graph.tensor(ref).shape[1:2], default=0) > WIDEST for ref in node.inputs)


def _optional(context: LintContext, place: SourceSpan) -> str:
    """Return the network's own argument, None by default, that the statement at a place reads."""
    root = context.graph.modules[0]
    file = context.class_file(root)
    if file is None or root.class_source is None or place.file != file.path:
        return ""
    owner = file.class_at(root.type, root.class_source.line)
    function, statement = file.function_at(place.line), file.statement(file.at(place))
    if function is None or statement is None or file.enclosing(function, ast.ClassDef) is not owner:
        return ""
    read = names_read(statement) | {self_attribute(node) for node in ast.walk(statement)}
    init = method(owner, "__init__")
    optional = {*none_by_default(function), *(_kept(init) if init is not None else ())}
    return next(iter(sorted(optional & read)), "")


def _kept(init: FunctionNode) -> Iterator[str]:
    """Yield the attributes that keep such a parameter under its own name."""
    optional = set(none_by_default(init))
    for node in ast.walk(init):
        match node:
            case ast.Assign(targets=[target], value=ast.Name(id=name)):
                if name in optional and self_attribute(target) == name:
                    yield name

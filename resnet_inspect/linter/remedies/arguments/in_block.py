"""What a block's constructor hands to one of its layers, itself or through helpers."""

import ast

from resnet_inspect.graph import Node
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.fixes.expressions import call_at, with_keyword
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import add_keyword, replace
from resnet_inspect.linter.join import Join
from resnet_inspect.linter.source.blame import Blamed, handed_over, local
from resnet_inspect.linter.source.syntax import argument, method


def in_block(context: LintContext, join: Join, layer: Node, keyword: str) -> Blamed | None:
    """Return the call in the constructor of a join's block that decides a layer's argument."""
    if not context.is_layer(layer):
        return None
    module = context.graph.module(context.block(join).module)
    file = context.class_file(module)
    if file is None or module.class_source is None:
        return None
    init = method(file.class_at(module.type, module.class_source.line), "__init__")
    return handed_over(context.places, layer.module, keyword, init) if init is not None else None


def is_variable(blamed: Blamed | None) -> bool:
    """Whether an argument follows a variable, and is no number."""
    value = blamed.value if blamed is not None else None
    return value is not None and any(isinstance(one, ast.Name) for one in ast.walk(value))


def as_written(
    context: LintContext, join: Join, layer: Node, other: Node, keyword: str
) -> Fix | None:
    """Offer to hand a layer what the block's constructor hands to another one."""
    if not (context.is_layer(layer) or context.is_layer(other)):
        return _called_alike(context, layer, other, keyword)
    here = in_block(context, join, layer, keyword)
    there = in_block(context, join, other, keyword)
    if here is None or there is None or there.value is None or here.file is not there.file:
        return None
    text = there.file.code(there.value)
    if here.value is not None:
        edit = replace(here.file, here.value, text)
    elif here.call is _own(context, layer):
        edit = add_keyword(here.file, here.call, keyword, text)
    else:
        return None
    return Fix(title=f"Pass `{keyword}={text}`", edits=(edit,), safe=True)


def _called_alike(context: LintContext, layer: Node, other: Node, keyword: str) -> Fix | None:
    """Offer to call a functional operator with what another one is called with in its function."""
    here, there = call_at(context.sources, layer.source), call_at(context.sources, other.source)
    if (
        here is None
        or there is None
        or here[0].function(here[1]) is not there[0].function(there[1])
    ):
        return None
    file, given = there[0], argument(there[1], keyword)
    if given is None:
        return None
    return with_keyword(context.sources, layer.source, keyword, file.code(given))


def _own(context: LintContext, layer: Node) -> ast.Call | None:
    found = context.places.constructor(layer.module)
    return found[1] if found is not None else None


def handed_in_one_function(
    context: LintContext, one: tuple[Node, str], other: tuple[Node, str]
) -> tuple[Blamed, Blamed] | None:
    """Return where two layers' arguments are written alike in one function, if they are."""
    here, there = (local(context.places, node.module, keyword) for node, keyword in (one, other))
    if here is None or there is None or here.value is None or there.value is None:
        return None
    together = here.file.function(here.call) is there.file.function(there.call)
    alike = here.file.code(here.value) == there.file.code(there.value)
    return (here, there) if together and alike else None

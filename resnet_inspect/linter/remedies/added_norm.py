"""Normalizes a convolution: by a norm that nothing calls, or by one that is built behind it."""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import ConvAttrs, Module, ModulePath, Node, OpKind
from resnet_inspect.graph.paths import name, parent
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.scope import free_name
from resnet_inspect.linter.fixes.expressions import call_at
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.fixes.statements import added_behind
from resnet_inspect.linter.source.syntax import SourceFile, self_attribute

SPATIAL = 2


def added_norms(context: LintContext, conv: Node) -> Iterator[Fix]:
    """Yield what may be tried: an idle norm, one more element, one more attribute."""
    yield from _idle(context, conv)
    width = context.places.argument(conv.module, "out_channels")
    made = context.places.constructor(conv.module)
    if made is None or width is None or not isinstance(conv.attrs, ConvAttrs):
        return
    text = _norm(context, conv, made[0].code(width))
    if context.in_module_container(conv.module):
        code = f"{made[0].code(made[1])}, {text}"
        yield _fix("Normalize it", made[0], made[1], code)
    else:
        yield from _attribute(context, conv, *made, text)


def _fix(title: str, file: SourceFile, node: ast.expr, text: str) -> Fix:
    return Fix(title=title, edits=(replace(file, node, text),), safe=False)


def _norm(context: LintContext, conv: Node, width: str) -> str:
    """Write the norm as the network's others are called."""
    rank = len(conv.output.shape) - SPATIAL
    types = {context.module(one).type for one in context.graph.of_kind(OpKind.NORM)}
    kind = next((one for one in sorted(types) if one.endswith(f"Norm{rank}d")), f"BatchNorm{rank}d")
    return f"nn.{kind}({width})"


def _idle(context: LintContext, conv: Node) -> Iterator[Fix]:
    """Call a norm of the same module and width that nothing calls."""
    found = call_at(context.sources, context.call_place(conv))
    called = {call.module for call in context.graph.calls}
    for module in context.graph.modules if found is not None else ():
        beside = parent(module.path) == parent(conv.module) and module.path not in called
        if beside and "Norm" in module.type and found is not None:
            attribute = f"self.{name(module.path)}"
            code = f"{attribute}({found[0].code(found[1])})"
            yield _fix(f"Call `{attribute}`", *found, code)


def called_norms(context: LintContext, norm: Module) -> Iterator[Fix]:
    """Yield the calls of convolutions beside a norm that nothing calls, and that none follows."""
    seen: set[ModulePath] = set()
    for conv in context.graph.of_kind(OpKind.CONV):
        bare = all(one.kind is not OpKind.NORM for one in context.readers(conv))
        if bare and parent(conv.module) == parent(norm.path) and conv.module not in seen:
            seen.add(conv.module)
            yield from _idle(context, conv)


def _attribute(
    context: LintContext, conv: Node, file: SourceFile, made: ast.Call, text: str
) -> Iterator[Fix]:
    """Construct a norm behind the convolution and call it where the convolution is called."""
    found = call_at(context.sources, context.call_place(conv))
    statement = file.statement(made)
    if found is None or not isinstance(statement, ast.Assign) or found[0] is not file:
        return
    attribute = self_attribute(statement.targets[0])
    if not attribute or self_attribute(found[1].func) != attribute:
        return
    fresh = free_name(file, made, f"bn{attribute.lstrip('abcdefghijklmnopqrstuvwxyz_')}")
    edits = (
        added_behind(file, statement, f"self.{fresh} = {text}"),
        replace(file, found[1], f"self.{fresh}({file.code(found[1])})"),
    )
    yield Fix(title=f"Normalize it by `self.{fresh}`", edits=edits, safe=False)

"""Repairs of a block without a projection: pass it, call it, ask for equal widths, or build it."""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import Node, OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.blocks.operands import operand_expressions
from resnet_inspect.linter.evidence.blocks.projection_place import Decision, DecisionKind
from resnet_inspect.linter.fixes.expressions import call_at, expression_at
from resnet_inspect.linter.fixes.fix import Edit, Fix
from resnet_inspect.linter.fixes.rewrite import add_keyword, replace
from resnet_inspect.linter.join import Join, convolutions, stride_of
from resnet_inspect.linter.source.blame import assignments
from resnet_inspect.linter.source.places import parameter_names
from resnet_inspect.linter.source.syntax import FunctionNode, SourceFile, self_attribute

SPATIAL = 2


def projection_fixes(context: LintContext, join: Join, decision: Decision) -> Iterator[Fix]:
    """Yield what may be tried, by what decides that there is no projection."""
    match decision.kind:
        case DecisionKind.ARGUMENT:
            yield from _passed(context, decision)
        case DecisionKind.IDLE:
            yield from _called(context, join, decision.name)
        case DecisionKind.CONDITION:
            yield from _equal_widths(context, join, decision)
    if decision.kind is not DecisionKind.IDLE:
        yield from _built(context, join)


def _passed(context: LintContext, decision: Decision) -> Iterator[Fix]:
    """Pass the variable of that name that the caller has built."""
    found = call_at(context.sources, decision.span)
    function = found[0].function(found[1]) if found is not None else None
    if found is None or function is None:
        return
    has = assignments(function, decision.name)
    text = decision.name if has else "True"
    edit = add_keyword(*found, decision.name, text)
    yield Fix(title=f"Pass `{decision.name}={text}`", edits=(edit,), safe=True)


def _called(context: LintContext, join: Join, module: str) -> Iterator[Fix]:
    """Call the projection on what the shortcut brings."""
    found, operand = _shortcut(context, join)
    if found is not None and operand is not None:
        text = f"{module}({found.code(operand)})"
        yield Fix(title=f"Add `{text}`", edits=(replace(found, operand, text),), safe=True)


def _shortcut(context: LintContext, join: Join) -> tuple[SourceFile | None, ast.expr | None]:
    operands = operand_expressions(context, join.node)
    place = join.node.inputs.index(join.shortcut_ref)
    file = context.sources.of(join.node.source)
    return file, operands[place] if place < len(operands) else None


def _equal_widths(context: LintContext, join: Join, decision: Decision) -> Iterator[Fix]:
    """Let a condition for the plain sum ask for equal widths as well as for no stride."""
    found = expression_at(context.sources, decision.span)
    names = _widths(context, join)
    if found is None or names is None:
        return
    file, test = found
    if not isinstance(test, ast.Compare) or not isinstance(test.ops[0], ast.Eq):
        return
    text = f"{file.code(test)} and {names[0]} == {names[1]}"
    yield Fix(title=f"Test `{text}`", edits=(replace(file, test, text),), safe=True)


def _widths(context: LintContext, join: Join) -> tuple[str, str] | None:
    """Return the expressions of the block's input and output width, in its constructor."""
    convs = [one for one in convolutions(join.main) if context.is_layer(one)]
    if not convs:
        return None
    first, last = (_code(context, one, key) for one, key in _ends(convs))
    made = context.places.constructor(convs[0].module)
    function = made[0].function(made[1]) if made is not None else None
    given = parameter_names(function)[1:] if function is not None else []
    if given and first not in given:  # a width between the two, of a block that does not expand
        first = given[0]
    return (first, last) if first and last else None


def _ends(convs: list[Node]) -> tuple[tuple[Node, str], tuple[Node, str]]:
    return (convs[0], "in_channels"), (convs[-1], "out_channels")


def _code(context: LintContext, node: Node, keyword: str) -> str:
    found = context.places.constructor(node.module)
    value = context.places.argument(node.module, keyword)
    return found[0].code(value) if found is not None and value is not None else ""


def _built(context: LintContext, join: Join) -> Iterator[Fix]:
    """Build a projection at the end of the block's constructor, and call it at the join."""
    names = _widths(context, join)
    file, operand = _shortcut(context, join)
    convs = [one for one in convolutions(join.main) if one.kind is OpKind.CONV]
    init = _constructor(context, join)
    if names is None or file is None or operand is None or not convs or init is None:
        return
    strided = next((one for one in convs if max(stride_of(one) or (1,)) > 1), convs[0])
    stride = _code(context, strided, "stride") or "1"
    inserted = _insertion(file, init, names, stride, _rank(convs[0]))
    call = replace(file, operand, f"self.shortcut({file.code(operand)})")
    yield Fix(title="Project the shortcut", edits=(inserted, call), safe=True)


def _rank(conv: Node) -> int:
    return len(conv.output.shape) - SPATIAL


def _constructor(context: LintContext, join: Join) -> FunctionNode | None:
    """Return the block's constructor, unless it has something called shortcut."""
    found = context.forward(context.block(join))
    owner = found[0].enclosing(found[1], ast.ClassDef) if found is not None else None
    names = {self_attribute(node) for node in ast.walk(owner)} if owner is not None else set()
    body = owner.body if isinstance(owner, ast.ClassDef) else []
    init = next((one for one in body if getattr(one, "name", "") == "__init__"), None)
    return init if isinstance(init, FunctionNode) and "shortcut" not in names else None


def _insertion(
    file: SourceFile, init: FunctionNode, names: tuple[str, str], stride: str, rank: int
) -> Edit:
    """Return the statements that build a projection where the shape changes."""
    last = file.span(init.body[-1])
    indent = " " * (file.span(init.body[0]).column or 0)
    given, made = names
    lines = [
        "self.shortcut = nn.Sequential()",
        f"if {stride} != 1 or {given} != {made}:",
        "    self.shortcut = nn.Sequential(",
        f"        nn.Conv{rank}d({given}, {made}, 1, stride={stride}, bias=False),",
        f"        nn.BatchNorm{rank}d({made}),",
        "    )",
    ]
    text = "".join(f"\n{indent}{line}" for line in lines)
    line, column = last.end_line or last.line, last.end_column or 0
    return Edit(file.path, line, column, line, column, text)

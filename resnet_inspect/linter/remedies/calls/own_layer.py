"""Gives the second place that calls a layer a layer of its own."""

import ast

from resnet_inspect.graph import Node
from resnet_inspect.graph.paths import name
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.scope import free_name, idle_twins
from resnet_inspect.linter.fixes.expressions import call_at
from resnet_inspect.linter.fixes.fix import Edit, Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.source.syntax import SourceFile, self_attribute


def own_layer(context: LintContext, second: Node) -> Fix | None:
    """Call the layer that was meant here and that nothing calls, else construct another one."""
    found = call_at(context.sources, second.source)
    if found is None or self_attribute(found[1].func) != name(second.module):
        found = call_at(context.sources, context.call(second).source)
    if found is None or not self_attribute(found[1].func):
        return None
    file, call = found
    for twin in idle_twins(context, second.module):
        edit = replace(file, call.func, f"self.{twin}")
        return Fix(title=f"Call `self.{twin}`", edits=(edit,), safe=False)
    return _copied(context, file, call, second)


def _copied(context: LintContext, file: SourceFile, call: ast.Call, second: Node) -> Fix | None:
    """Construct a copy beside the layer, under the next free name."""
    made = context.places.constructor(second.module)
    statement = file.statement(made[1]) if made is not None and made[0] is file else None
    if not isinstance(statement, ast.Assign) or self_attribute(statement.targets[0]) == "":
        return None
    fresh = free_name(file, call, self_attribute(statement.targets[0]))
    span = file.span(statement)
    line, column = span.end_line or span.line, span.end_column or 0
    indent = " " * (span.column or 0)
    text = f"\n{indent}self.{fresh} = {file.code(statement.value)}"
    insert = Edit(file.path, line, column, line, column, text)
    edits = (insert, replace(file, call.func, f"self.{fresh}"))
    return Fix(title=f"Construct `self.{fresh}` for it", edits=edits, safe=False)

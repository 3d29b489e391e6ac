"""Hands a layer another tensor of the same forward."""

import ast
from collections.abc import Iterator

from resnet_inspect.graph import ModulePath, SourceSpan
from resnet_inspect.graph.paths import name
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.scope import variables_before
from resnet_inspect.linter.fixes.expressions import call_at
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.source.syntax import SourceFile, self_attribute


def other_variables(context: LintContext, span: SourceSpan | None) -> Iterator[Fix]:
    """Yield other variables for what a layer is called with, those that nothing reads first."""
    found = call_at(context.sources, span)
    match found:
        case (file, ast.Call(args=[ast.Name(id=given) as argument, *_]) as call):
            for variable in variables_before(file, call):
                if variable != given:
                    edit = replace(file, argument, variable)
                    yield Fix(title=f"Read `{variable}`", edits=(edit,), safe=False)


def through(context: LintContext, span: SourceSpan | None, skipped: ModulePath) -> Iterator[Fix]:
    """Yield the call of a layer that was left out, around what the next one reads."""
    found = call_at(context.sources, span)
    if found is not None and found[1].args:
        file, argument = found[0], found[1].args[0]
        called = f"self.{name(skipped)}"
        edit = replace(file, argument, f"{called}({file.code(argument)})")
        yield Fix(title=f"Call `{called}` first", edits=(edit,), safe=False)


def with_inputs_exchanged(context: LintContext, span: SourceSpan | None) -> Iterator[Fix]:
    """Yield the forward with what two of its layers are called with exchanged."""
    found = call_at(context.sources, span)
    if found is None or not found[1].args:
        return
    file, call = found
    for other in _calls_beside(file, call):
        one, another = call.args[0], other.args[0]
        edits = replace(file, one, file.code(another)), replace(file, another, file.code(one))
        title = f"Exchange `{file.code(one)}` and `{file.code(another)}`"
        yield Fix(title=title, edits=edits, safe=False)


def _calls_beside(file: SourceFile, call: ast.Call) -> Iterator[ast.Call]:
    """Yield a forward's other calls of layers that read another variable."""
    function = file.function(call)
    for other in ast.walk(function) if function is not None else ():
        match other:
            case ast.Call(func=ast.Attribute() as called, args=[ast.Name(id=variable), *_]) if (
                self_attribute(called) and variable != file.code(call.args[0])
            ):
                yield other

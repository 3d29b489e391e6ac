"""Something left out: a layer that nothing calls, a variable that a loop reads before it is set."""

import ast
import re
from collections.abc import Iterator

from resnet_inspect.linter.fixes.fix import Edit
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.repair.slips.slip import LIKELY, POSSIBLE, Part, Slip, slip
from resnet_inspect.linter.source.places import parameter_names
from resnet_inspect.linter.source.syntax import SourceFile, method, self_attribute

UNSET = re.compile(r"local variable '(\w+)'")


def idle_layers(part: Part) -> Iterator[Slip]:
    """Yield each call with its argument handed through a layer of the class that nothing calls."""
    for call in part.calls():
        if not call.args or not self_attribute(call.func):
            continue
        for name in _idle(part.file, call):
            text = f"self.{name}({part.file.code(call.args[0])})"
            yield slip(
                POSSIBLE, f"Call `self.{name}` first", replace(part.file, call.args[0], text)
            )


def _idle(file: SourceFile, node: ast.AST) -> list[str]:
    """Return the attributes that the constructor of a class sets by calls and nothing reads."""
    owner = file.enclosing(node, ast.ClassDef)
    init = method(owner, "__init__") if isinstance(owner, ast.ClassDef) else None
    if owner is None or init is None:
        return []
    made = [
        name
        for one in ast.walk(init)
        if isinstance(one, ast.Assign) and isinstance(one.value, ast.Call)
        for target in one.targets
        if (name := self_attribute(target))
    ]
    read = {
        self_attribute(one)
        for one in ast.walk(owner)
        if isinstance(one, ast.Attribute) and isinstance(one.ctx, ast.Load)
    }
    return [name for name in dict.fromkeys(made) if name not in read]


def unset_variables(part: Part) -> Iterator[Slip]:
    """Yield a parameter or an earlier result as the value that a loop's variable begins with."""
    found = UNSET.search(part.raised)
    function = part.file.function(part.node)
    loop = part.file.enclosing(part.node, ast.For)
    if found is None or function is None or not isinstance(loop, ast.For):
        return
    span = part.file.span(loop)
    column = span.column or 0
    earlier = [
        one.id
        for one in ast.walk(function)
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store) and one.lineno < loop.lineno
    ]
    for name in dict.fromkeys([*reversed(earlier), *parameter_names(function)[1:]]):
        text = f"{found[1]} = {name}\n{' ' * column}"
        edit = Edit(part.file.path, span.line, column, span.line, column, text)
        yield slip(LIKELY, f"Begin with `{found[1]} = {name}`", edit)

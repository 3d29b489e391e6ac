"""The input of a forward, kept before its first statement where a later one overwrites it."""

from resnet_inspect.linter.fixes.fix import Edit
from resnet_inspect.linter.source.blame import assignments
from resnet_inspect.linter.source.places import parameter_names
from resnet_inspect.linter.source.syntax import FunctionNode, SourceFile, is_text, names_read

NAMES = ("identity", "shortcut", "residual", "skip")


def kept_input(file: SourceFile, function: FunctionNode) -> tuple[str, tuple[Edit, ...]]:
    """Return a name by which the input is known to the end, and the edits that keep it.

    The name is empty for a function that reads nothing.
    """
    names = parameter_names(function)[1:]
    if not names or not assignments(function, names[0]):
        return next(iter(names), ""), ()
    taken = {*names, *names_read(function)}
    name = next((one for one in NAMES if one not in taken), "")
    return name, (_kept(file, function, f"{name} = {names[0]}"),) if name else ()


def _kept(file: SourceFile, function: FunctionNode, text: str) -> Edit:
    """Insert a statement before the first that is no docstring."""
    body = [one for one in function.body if not is_text(one)] or function.body
    span = file.span(body[0])
    line, column = span.line, span.column or 0
    return Edit(file.path, line, column, line, column, f"{text}\n{' ' * column}")

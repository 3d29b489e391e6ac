"""A statement that stands one level too far out: behind a loop in place of inside of it."""

import ast
from collections.abc import Iterator

from resnet_inspect.linter.fixes.fix import Edit
from resnet_inspect.linter.repair.slips.slip import POSSIBLE, Part, Slip, slip
from resnet_inspect.linter.source.syntax import names_read


def updates_behind_loops(part: Part) -> Iterator[Slip]:
    """Yield ``width = planes`` moved into the loop before it, which reads ``width``."""
    body = getattr(part.file.parents.get(part.node), "body", [])
    at = body.index(part.node) if part.node in body else 0
    match part.node, body[at - 1] if at else None:
        case ast.Assign(targets=[ast.Name(id=name)]), ast.For() as loop:
            if name in set().union(*map(names_read, loop.body)):
                inner = part.file.span(loop.body[-1]).column or 0
                line, column = part.node.lineno, part.node.col_offset
                edit = Edit(part.file.path, line, 0, line, column, " " * inner)
                yield slip(POSSIBLE, f"Set `{name}` inside of the loop", edit)

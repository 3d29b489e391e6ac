"""Arguments exchanged, forgotten, one too many, or under another name."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise

from resnet_inspect.linter.fixes.fix import Edit
from resnet_inspect.linter.fixes.rewrite import add_keyword, replace
from resnet_inspect.linter.remedies.arguments.passed_on import accepted
from resnet_inspect.linter.repair.slips.scope import alike, names_at, unread
from resnet_inspect.linter.repair.slips.slip import LIKELY, POSSIBLE, RARE, Part, Slip, slip
from resnet_inspect.linter.source.syntax import SourceFile, self_attribute

MISSING = re.compile(r"missing \d+ required positional arguments?: (.*)")
UNEXPECTED = re.compile(r"unexpected keyword argument '(\w+)'")
TOO_MANY = re.compile(r"positional arguments? but \d+ were given")


def exchanged_arguments(part: Part) -> Iterator[Slip]:
    """Yield each call with two neighboring arguments exchanged."""
    for call in part.calls():
        for one, other in pairwise(call.args):
            first, second = part.file.code(one), part.file.code(other)
            if first != second and not isinstance(one, ast.Starred):
                edits = replace(part.file, one, second), replace(part.file, other, first)
                yield slip(RARE, f"Exchange `{first}` and `{second}`", *edits)


def exchanged_between_calls(part: Part) -> Iterator[Slip]:
    """Yield two layers of a forward with the variables exchanged that they are called with."""
    function = part.file.function(part.node)
    for call in part.calls():
        for other in ast.walk(function) if function is not None else ():
            if not (isinstance(other, ast.Call) and self_attribute(other.func)):
                continue
            for one, another in zip(call.args, other.args, strict=False):
                names = [part.file.code(value) for value in (one, another)]
                both = isinstance(one, ast.Name) and isinstance(another, ast.Name)
                if both and other is not call and names[0] != names[1]:
                    edits = (
                        replace(part.file, one, names[1]),
                        replace(part.file, another, names[0]),
                    )
                    yield slip(RARE, f"Exchange `{names[0]}` and `{names[1]}`", *edits)


def forgotten_arguments(part: Part) -> Iterator[Slip]:
    """Yield calls that also pass what they lack, or a parameter that nothing reads."""
    found = MISSING.search(part.raised)
    missing = re.findall(r"'(\w+)'", found[1]) if found is not None else []
    for call in part.calls():
        known = names_at(part.file, call)
        for name in missing:
            for given in sorted(known, key=lambda one: -alike(one, name)):
                yield _passed(part, call, name, given, LIKELY if given == name else POSSIBLE)
        for name in unread(part.file, call):
            if name in accepted(part.file, call):
                yield _passed(part, call, name, name, LIKELY)


def _passed(part: Part, call: ast.Call, name: str, given: str, rank: int) -> Slip:
    edit = add_keyword(part.file, call, name, given)
    return slip(rank, f"Pass `{name}={given}`", edit)


def other_keywords(part: Part) -> Iterator[Slip]:
    """Yield calls that name an argument as it is called, or leave it out."""
    found = UNEXPECTED.search(part.raised)
    for call in part.calls() if found is not None else ():
        for keyword in call.keywords:
            if found is None or keyword.arg != found[1]:
                continue
            value = part.file.code(keyword.value)
            known = accepted(part.file, call)
            for name in sorted(known, key=lambda one: -alike(one, found[1]))[:3]:
                edit = replace(part.file, keyword, f"{name}={value}")
                yield slip(LIKELY, f"Pass `{name}={value}`", edit)
            yield slip(POSSIBLE, f"Drop `{keyword.arg}`", _without(part.file, call, keyword))


def fewer_arguments(part: Part) -> Iterator[Slip]:
    """Yield calls without their last argument."""
    if not TOO_MANY.search(part.raised):
        return
    for call in part.calls():
        if call.args and not call.keywords:
            edit = _without(part.file, call, call.args[-1])
            yield slip(POSSIBLE, f"Drop `{part.file.code(call.args[-1])}`", edit)


def _without(file: SourceFile, call: ast.Call, dropped: ast.expr | ast.keyword) -> Edit:
    """Drop an argument with the comma before it."""
    everything: list[ast.expr | ast.keyword] = [*call.args, *call.keywords]
    place, span = everything.index(dropped), file.span(dropped)
    before = file.span(everything[place - 1]) if place else None
    line = before.end_line if before is not None else span.line
    column = before.end_column if before is not None else span.column
    return Edit(
        file.path, line or span.line, column or 0,
        span.end_line or span.line, span.end_column or 0, "",
    )  # fmt: skip

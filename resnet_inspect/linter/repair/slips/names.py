"""Another name was meant: a parameter that is not read, a name that looks alike."""

import ast
import re
from collections.abc import Iterator

from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.repair.slips.scope import ALIKE, alike, attributes_at, names_at, unread
from resnet_inspect.linter.repair.slips.slip import (
    LAST,
    LIKELY,
    POSSIBLE,
    RARE,
    Part,
    Slip,
    slip,
    written,
)
from resnet_inspect.linter.source.syntax import self_attribute

UNKNOWN = re.compile(r"name '(\w+)' is not defined|local variable '(\w+)'|attribute '(\w+)'")


def other_names(part: Part) -> Iterator[Slip]:
    """Yield other variables in place of each variable."""
    missing = _unknown(part.raised)
    for node in part.nodes():
        if not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Load):
            continue
        known, idle = names_at(part.file, node), unread(part.file, node)
        if node.id not in known and node.id != missing:
            continue
        for name in known:
            if name != node.id:
                yield written(part, node, name, _rank(node.id, name, idle, missing))


def _rank(old: str, new: str, idle: list[str], missing: str) -> int:
    if new in idle:
        return LIKELY
    if old == missing:
        return LIKELY if alike(old, new) > ALIKE else POSSIBLE
    return RARE if alike(old, new) > ALIKE else LAST


def other_attributes(part: Part) -> Iterator[Slip]:
    """Yield attributes of the same object that look alike: ``self.bn2`` for ``self.bn1``."""
    missing = _unknown(part.raised)
    for node in part.nodes():
        name = self_attribute(node)
        if not name or not isinstance(node, ast.Attribute):
            continue
        for other in attributes_at(part.file, node):
            if other != name and alike(other, name) > ALIKE:
                yield written(part, node, f"self.{other}", LIKELY if name == missing else RARE)


def same_names(part: Part) -> Iterator[Slip]:
    """Yield the variable of an argument's own name: ``groups=groups``."""
    for node in part.nodes():
        if not isinstance(node, ast.keyword) or node.arg is None:
            continue
        if node.arg in names_at(part.file, node.value) and part.file.code(node.value) != node.arg:
            rank = LIKELY if node.arg in unread(part.file, node.value) else POSSIBLE
            edit = replace(part.file, node.value, node.arg)
            yield slip(rank, f"Pass `{node.arg}={node.arg}`", edit)


def _unknown(raised: str) -> str:
    found = UNKNOWN.search(raised)
    return next(filter(None, found.groups()), "") if found is not None else ""

"""The good example of a rule's page, whole: it may show only what differs from the bad one.

"Use instead, the rest as above:" comes before the functions, the methods under the header of
their class, and the assignments that replace those of the same name in the bad example.
"""

import ast

from resnet_inspect.linter.rule import Rule

PARTIAL = "Use instead, the rest as above:"


def good_example(rule: Rule) -> str:
    """The network that the rule's page recommends, as code that runs."""
    bad, good = rule.examples
    return merged(bad, good) if PARTIAL in rule.section("Example") else good


def merged(whole: str, part: str) -> str:
    """Return ``whole`` with what ``part`` defines in the place of what has the same name."""
    lines = whole.splitlines()
    old = _units(whole)
    for name, node in sorted(_units(part).items(), key=lambda unit: -old[unit[0]].lineno):
        first, last = _extent(old[name])
        begin, end = _extent(node)
        lines[first:last] = part.splitlines()[begin:end]
    return "\n".join(lines) + "\n"


def _units(code: str) -> dict[tuple[str, ...], ast.stmt]:
    """What may be replaced: methods, functions, assignments; by the names that lead there."""
    found: dict[tuple[str, ...], ast.stmt] = {}
    for node in ast.parse(code).body:
        if isinstance(node, ast.ClassDef):
            found |= {(node.name, *_name(method)): method for method in node.body}
        else:
            found[_name(node)] = node
    return found


def _name(node: ast.stmt) -> tuple[str, ...]:
    if isinstance(node, ast.FunctionDef):
        return (node.name,)
    return tuple(ast.unparse(target) for target in getattr(node, "targets", ()))


def _extent(node: ast.stmt) -> tuple[int, int]:
    assert node.end_lineno is not None
    return node.lineno - 1, node.end_lineno

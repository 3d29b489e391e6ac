"""An argument's default is not the one that its documentation names.

## What it does
Compares what a docstring of the network's file says of an argument, "Default: 64" or "defaults to
True", with the default in the signature.

## Why is this bad?
One of the two was changed alone, and whoever leaves the argument out gets another network than the
one that is described.

## Example
```python
class Net(nn.Module):
    '''A small network.

Args:
        width: Channels of the stem. Default: 16.
    '''

    def __init__(self, width=8):
        super().__init__()
        self.conv = nn.Conv2d(3, width, 3, padding=1)

    def forward(self, x):
        return F.relu(self.conv(x))
```

Use instead, the rest as above:

```python
class Net(nn.Module):
    def __init__(self, width=16):
        super().__init__()
        self.conv = nn.Conv2d(3, width, 3, padding=1)
```

## References
- Google Python Style Guide, section 3.8: comments and docstrings.
"""

import ast
import re
from collections.abc import Iterator

from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.defaults import defaults
from resnet_inspect.linter.source.syntax import FunctionNode, SourceFile, method

_DEFAULT = re.compile(
    r"default(?:s|ed)?(?:\s*(?:to|is|value|:|=))*\s*[`'\"(]*"
    r"(True|False|None|-?\d+(?:\.\d+)?(?:e-?\d+)?)(?![\w^/])(?!\.\d)",
    re.IGNORECASE,
)

_ENTRY = r"^[ \t]*(?::param )?[`*-]*\s*{}\b[`*]*\s*"
"""How an argument's entry begins, in the styles of Google, NumPy and Sphinx."""


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such argument of the network's own files."""
    for file in context.own_files:
        for function, text in _documented(file):
            for name, value in defaults(function).items():
                said = _said(text, name)
                if said is not None and _differs(said, value):
                    yield Finding(
                        message=f"`{name}` is {ast.unparse(value)} by default, and its "
                        f"documentation says {said}",
                        place=file.span(value),
                        label=f"not {said}",
                        help="correct one of them",
                    )


def _documented(file: SourceFile) -> Iterator[tuple[FunctionNode, str]]:
    """Yield functions with their docstrings; constructors with that of their class as well."""
    for function in file.functions:
        yield function, ast.get_docstring(function) or ""
    for owner in file.classes:
        init = method(owner, "__init__")
        if init is not None:
            yield init, ast.get_docstring(owner) or ""


def _said(text: str, name: str) -> str | None:
    """Return the default that a docstring names in an argument's entry; None for none."""
    entry = re.search(_ENTRY.format(re.escape(name)) + r"[(:].*", text, re.MULTILINE)
    if entry is None:
        return None
    lines = text[entry.start() :].split("\n")
    taken = [lines[0]]
    for line in lines[1:]:
        if not line.strip() or re.match(_ENTRY.format(r"\w+") + r"(\([^)]*\)\s*)?:", line):
            break
        taken.append(line)
    found = set(_DEFAULT.findall(" ".join(taken)))
    return found.pop() if len(found) == 1 else None


def _differs(said: str, value: ast.expr) -> bool:
    """Whether a default is another number or flag; None is filled in by the body."""
    try:
        written = ast.literal_eval(value)
    except ValueError:
        return False
    named = ast.literal_eval(said.capitalize() if said.isalpha() else said)
    if not isinstance(written, bool | int | float) or named is None:
        return False
    return bool(written != named) and isinstance(written, bool) == isinstance(named, bool)


RULE = Rule(
    code="RES543", name="default-contradicts-docs", severity=Severity.WARNING, doc=__doc__,
    check=check,
)  # fmt: skip

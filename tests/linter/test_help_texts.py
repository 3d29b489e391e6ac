"""The code that a help text names runs."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from torch import nn

from resnet_inspect.linter import rules

CODE = re.compile(r"`([^`{}…]+)`")
PUT_IN = re.compile(r"`[^`]*\{\}[^`]*`")
CALLS = re.compile(r"^(?:nn|torch|F)\.\w+(?:\.\w+)*\(.*\)$")
FOLDER = Path(next(iter(rules.__path__)))


def helps() -> Iterator[tuple[str, str]]:
    """Yield each piece of code in the help of a rule, with the rule's file."""
    for path in sorted(FOLDER.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "help":
                for text in texts(node.value):
                    own = PUT_IN.sub("", text)
                    yield from ((path.stem, match[1]) for match in CODE.finditer(own))


def texts(node: ast.expr) -> Iterator[str]:
    """Yield the texts of an expression, with braces where a value is put in."""
    if isinstance(node, ast.JoinedStr):
        yield "".join(
            str(one.value) if isinstance(one, ast.Constant) else "{}" for one in node.values
        )
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    else:
        for one in ast.iter_child_nodes(node):
            if isinstance(one, ast.expr):
                yield from texts(one)


HELPS = sorted(set(helps()))


def test_there_are_helps_with_code() -> None:
    assert len(HELPS) > 40


@pytest.mark.parametrize(("rule", "code"), HELPS)
def test_code_of_a_help_is_python(rule: str, code: str) -> None:
    del rule
    text = code.replace("...", "x").rstrip(":")
    text += "x" if text.endswith(("=", "/")) else ""
    if re.fullmatch(r"[\w.]+=.*", text):
        text = f"f({text})"
    ast.parse(f"x{text}" if text.startswith((".", "//", "*", "+")) else text)


@pytest.mark.parametrize(("rule", "code"), [one for one in HELPS if CALLS.match(one[1])])
def test_calls_of_torch_in_a_help_do_not_raise(rule: str, code: str) -> None:
    del rule
    x = torch.rand(2, 8, 4, 4)
    names = {"torch": torch, "nn": nn, "F": nn.functional, "x": x, "out": x, "identity": x}
    eval(code, names)  # noqa: S307 - our own words

"""The Python page has every public name and every class that one gets hold of, with its fields."""

import ast
import re
from dataclasses import fields, is_dataclass
from importlib import import_module
from inspect import getsource
from textwrap import dedent

import pytest
import python_page
import reference

import resnet_inspect

PATH = reference.FOLDER / "python.md"
CLASSES = sorted(python_page.reachable(), key=python_page.name_of)


def listed() -> set[str]:
    text = PATH.read_text(encoding="utf-8")
    return set(re.findall(r"^::: (\S+)$", text, re.MULTILINE))


def test_what_the_page_lists_exists() -> None:
    for name in listed() - {"resnet_inspect.api", "resnet_inspect.errors"}:
        module, _, member = name.rpartition(".")
        assert hasattr(import_module(module), member), name


def test_every_public_name_is_on_the_page() -> None:
    text = PATH.read_text(encoding="utf-8")
    missing = [name for name in resnet_inspect.__all__ if not re.search(rf"\b{name}\b", text)]
    assert missing == []


@pytest.mark.parametrize(
    "kind",
    [
        resnet_inspect.Report,
        resnet_inspect.LintOptions,
        resnet_inspect.Findings,
        resnet_inspect.WeightsReport,
    ],
)
def test_classes_with_public_names_have_all_their_types_there(kind: type) -> None:
    names = {python_page.name_of(one) for one in python_page.handed_out(kind)}
    ours = {python_page.name_of(one) for one in CLASSES}
    assert (names & ours) <= listed()


@pytest.mark.parametrize("kind", CLASSES, ids=python_page.name_of)
def test_a_record_of_the_report_says_what_each_field_is(kind: type) -> None:
    if not (is_dataclass(kind) and ".records." in kind.__module__):
        return
    told = _told(kind)
    own = [field.name for field in fields(kind) if field.name in kind.__annotations__]
    assert [name for name in own if name not in told] == []


def _told(kind: type) -> set[str]:
    """Return the fields that a text follows, or that share a line of it with the next."""
    (definition,) = ast.parse(dedent(getsource(kind))).body
    assert isinstance(definition, ast.ClassDef)
    told, waiting = set(), set()
    for node in definition.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            waiting.add(node.target.id)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            told |= waiting
            waiting = set()
    return told

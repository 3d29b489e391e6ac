"""The Python page lists every class that one can get hold of from a report, with its fields."""

import inspect
import re
from collections.abc import Iterator
from dataclasses import is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import resnet_inspect
from resnet_inspect.report import Report

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "python.md"


def listed() -> set[str]:
    return set(re.findall(r"^::: (\S+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE))


def name_of(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def classes_in(annotation: Any) -> Iterator[type]:  # noqa: ANN401 - any annotation
    if isinstance(annotation, type) and get_origin(annotation) is None:
        yield annotation
    for argument in get_args(annotation):
        yield from classes_in(argument)


def handed_out(kind: type) -> Iterator[type]:
    """Yield the classes of a class's public fields, properties and methods' results."""
    yield from (
        found for name, hint in get_type_hints(kind).items() if name[0] != "_"
        for found in classes_in(hint)
    )  # fmt: skip
    for name, member in inspect.getmembers(kind):
        function = getattr(member, "fget", None) or getattr(member, "func", None) or member
        if name[0] != "_" and inspect.isfunction(function):
            hint = get_type_hints(function).get("return")
            yield from classes_in(hint)


def reachable() -> set[type]:
    found: set[type] = set()
    todo: list[type] = [Report]
    while todo:
        kind = todo.pop()
        ours = kind.__module__.startswith("resnet_inspect") and not kind.__name__.startswith("_")
        if kind in found or not ours or not (is_dataclass(kind) or issubclass(kind, Enum)):
            continue
        found.add(kind)
        todo.extend(handed_out(kind))
    return found


def test_every_class_that_a_report_hands_out_is_on_the_page() -> None:
    missing = {name_of(kind) for kind in reachable()} - listed()
    assert sorted(missing) == []


def test_what_the_page_lists_exists() -> None:
    for name in listed() - {"resnet_inspect.api", "resnet_inspect.errors"}:
        module, _, member = name.rpartition(".")
        found = __import__(module, fromlist=[member])
        assert hasattr(found, member), name


def test_every_public_function_is_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    functions = [name for name in resnet_inspect.__all__ if name[0].islower()]
    shown = re.search(r"members: \[(.*)\]", text)
    assert shown is not None
    assert set(functions) <= set(shown[1].split(", "))

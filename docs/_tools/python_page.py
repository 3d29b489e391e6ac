"""The page of the Python API: every public name, and every class that one gets hold of.

The fields with their units are those of the docstrings, which the site shows.
"""

import inspect
import re
import sys
from collections.abc import Iterator
from dataclasses import is_dataclass
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import resnet_inspect

HEAD = """# Python

Everything that the command line does is a call. Nothing is imported before it is used: `import
resnet_inspect` takes no time, and torch is imported only where a network is built or traced.

| name | what it is |
| --- | --- |
"""

ABOUT = """
This page is written by `make reference` from `resnet_inspect.__all__` and the types that its
functions return. Where it is read as a file, a line with `:::` stands for what the code says there:
on the site it is the signature with every field.
"""


SECTIONS = {
    "What a report tells": ("render.records", "report", "inspection", "analysis.facts"),
    "Costs": ("analysis.cost", "analysis.witnesses"),
    "Residual connections": ("analysis.residual",),
    "Structure and variants": ("analysis.nearest", "analysis.structure", "models"),
    "Sizes": ("analysis.sizes",),
    "Memory": ("analysis.memory",),
    "Differences": ("analysis.comparison", "render.comparison", "difference"),
    "Findings": ("linter",),
    "Weights": ("checkpoints", "fitting", "weights_report"),
    "Figures and tables": ("render",),
    "The graph": ("graph",),
}
"""Sections of the page, and the modules whose classes they hold; the first that fits counts."""

TAIL = """
## Saved traces

::: resnet_inspect.graph.codec
    options:
      members: [dumps, loads]
      show_root_heading: false
      show_root_toc_entry: false
      heading_level: 3

## Errors

::: resnet_inspect.errors
    options:
      show_root_heading: false
      show_root_toc_entry: false
      heading_level: 3
"""


def page() -> str:
    """Return the page."""
    public = [getattr(resnet_inspect, name) for name in resnet_inspect.__all__]
    functions = [one.__name__ for one in public if inspect.isfunction(one)]
    classes = {one for one in public if inspect.isclass(one)}
    others = reachable() - classes
    parts = [HEAD, *map(_row, public), ABOUT, _functions(functions)]
    parts += [_entry(name_of(one), 2) for one in sorted(classes, key=name_of)]
    for title in SECTIONS:
        members = sorted(name_of(one) for one in others if section_of(one) == title)
        if members:
            parts += [f"\n## {title}\n", *(_entry(name, 3) for name in members)]
    return "".join(parts) + TAIL


def _row(public: Any) -> str:  # noqa: ANN401 - a class or function
    summary = (inspect.getdoc(public) or "").partition("\n")[0]
    summary = re.sub(r":\w+:`", "`", summary)
    return f"| `{public.__name__}` | {summary} |\n"


def _functions(names: list[str]) -> str:
    return f"""
::: resnet_inspect.api
    options:
      members: [{", ".join(names)}]
      show_root_heading: false
      show_root_toc_entry: false
      heading_level: 2
"""


def _entry(name: str, level: int) -> str:
    return f"\n::: {name}\n    options:\n      heading_level: {level}\n"


def section_of(kind: type) -> str:
    """Return the section in which a class stands.

    Raises:
        LookupError: No section is for its module.
    """
    module = kind.__module__.removeprefix("resnet_inspect.")
    for title, prefixes in SECTIONS.items():
        if any(module == prefix or module.startswith(f"{prefix}.") for prefix in prefixes):
            return title
    raise LookupError(name_of(kind))


def name_of(kind: type) -> str:
    """Return where a class is defined."""
    return f"{kind.__module__}.{kind.__qualname__}"


def reachable() -> set[type]:
    """Return the classes of this package that one gets hold of by the public names."""
    found: set[type] = set()
    todo = [kind for name in resnet_inspect.__all__ for kind in _of(getattr(resnet_inspect, name))]
    while todo:
        kind = todo.pop()
        if kind not in found and _is_ours(kind):
            found.add(kind)
            todo.extend(handed_out(kind))
    return found


def _of(public: Any) -> Iterator[type]:  # noqa: ANN401 - a class or function
    """Yield a public class, or the classes that a public function returns."""
    if inspect.isclass(public):
        yield public
    else:
        yield from classes_in(_result(public))


def _is_ours(kind: type) -> bool:
    ours = kind.__module__.startswith("resnet_inspect") and not kind.__name__.startswith("_")
    return ours and (is_dataclass(kind) or issubclass(kind, Enum))


def handed_out(kind: type) -> Iterator[type]:
    """Yield the classes of a class's public fields, properties and methods' results."""
    for name, hint in _hints(kind).items():
        if name[0] != "_":
            yield from classes_in(hint)
    for name, member in inspect.getmembers(kind):
        function = getattr(member, "fget", None) or getattr(member, "func", None) or member
        if name[0] != "_" and inspect.isfunction(function):
            yield from classes_in(_result(function))


def classes_in(annotation: Any) -> Iterator[type]:  # noqa: ANN401 - any annotation
    """Yield the classes that an annotation names."""
    if isinstance(annotation, type) and get_origin(annotation) is None:
        yield annotation
    for argument in get_args(annotation):
        yield from classes_in(argument)


def _hints(kind: type) -> dict[str, Any]:
    """Return a class's annotations, with names that are imported for type checking only."""
    modules = [sys.modules[one.__module__] for one in kind.__mro__ if one is not object]
    names = {name: value for module in modules for name, value in _names(module).items()}
    return get_type_hints(kind, globalns=names)


def _names(module: Any) -> dict[str, Any]:  # noqa: ANN401 - a module
    ours = module.__name__.startswith("resnet_inspect")
    return {**vars(module), **(_checked_only(module) if ours else {})}


def _result(function: Any) -> Any:  # noqa: ANN401 - an annotation
    """Return what a function returns by its annotation."""
    text = function.__annotations__.get("return")
    if not isinstance(text, str):
        return text
    module = sys.modules[function.__module__]
    return eval(text, _names(module))  # noqa: S307 - our own code


def _checked_only(module: Any) -> dict[str, Any]:  # noqa: ANN401 - a module
    """Return what a module imports for type checking only."""
    import ast  # noqa: PLC0415 - only here

    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    blocks = (node for node in tree.body if isinstance(node, ast.If))
    imports = (one for block in blocks for one in block.body if isinstance(one, ast.ImportFrom))
    return {
        name.asname or name.name: getattr(import_module(str(one.module)), name.name)
        for one in imports
        for name in one.names
    }

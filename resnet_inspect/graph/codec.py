"""A Graph as JSON text and back, without loss.

The text is ``{"format": "resnet-inspect-trace", "version": 2, "graph": {…}}``. Every dataclass
becomes an object that leaves out the fields with default values; where a field may hold one of
several dataclasses, ``"type"`` says which. The format follows from the types in this package, and
so does its JSON Schema (:mod:`resnet_inspect.graph.schema`).
"""

import json
import math
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from resnet_inspect.errors import TraceFormatError
from resnet_inspect.graph.attrs import Argument
from resnet_inspect.graph.graph import Graph
from resnet_inspect.graph.soundness import check

FORMAT = "resnet-inspect-trace"
VERSION = 2
"""2 tells where numbers came from, and has the report beside the graph."""
READABLE = frozenset({1, 2})

Convert = Callable[[Any], Any]


def dumps(graph: Graph, records: Mapping[str, Any] | None = None) -> str:
    """Return the graph as JSON text that ends in a newline.

    Args:
        graph: The trace.
        records: What else the document tells for its readers; it is not read back.
    """
    document = {
        "format": FORMAT, "version": VERSION, **(records or {}), "graph": encoder(Graph)(graph),
    }  # fmt: skip
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"


def loads(text: str) -> Graph:
    """Return the graph that :func:`dumps` wrote, checked.

    Raises:
        TraceFormatError: The text is no trace, is damaged, or has another version.
    """
    graph = parse(text)
    try:
        check(graph)
    except ValueError as error:
        message = f"the trace is damaged: {error}"
        raise TraceFormatError(message, _HOW_TO_WRITE) from None
    return graph


def parse(text: str) -> Graph:
    """Return a graph whose values have the right types, whether or not they fit each other.

    Raises:
        TraceFormatError: As for :func:`loads`.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        message = f"this is no JSON: {error}"
        raise TraceFormatError(message, _HOW_TO_WRITE) from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        message = "this JSON is no trace of resnet-inspect"
        raise TraceFormatError(message, _HOW_TO_WRITE)
    if document.get("version") not in READABLE:
        message = (
            f"the trace has format version {document.get('version')}, this tool reads {VERSION}"
        )
        raise TraceFormatError(message, "Write it again with this version of resnet-inspect.")
    try:
        graph: Graph = decoder(Graph)(document.get("graph"))
    except (_DamagedError, ValueError, RecursionError) as error:
        message = f"the trace is damaged: {error}"
        raise TraceFormatError(message, _HOW_TO_WRITE) from None
    return graph


_HOW_TO_WRITE = "A trace is written by `resnet-inspect TARGET --format json -o trace.json`."


class _DamagedError(Exception):
    """A value that does not fit its type; the path grows while the error travels outwards."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(path, problem)
        self.path = path
        self.problem = problem

    def __str__(self) -> str:
        return f"{self.path.lstrip('.')}: {self.problem}"


def type_tag(of_type: type) -> str:
    """Return how a dataclass is called where several are possible: ``ConvAttrs`` is ``conv``."""
    name = of_type.__name__.removesuffix("Attrs")
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


def plain(annotation: Any) -> Any:  # noqa: ANN401 - an annotation can be any object
    """Return the type behind a ``NewType``."""
    return getattr(annotation, "__supertype__", annotation)


def union_members(annotation: Any) -> tuple[Any, ...]:  # noqa: ANN401 - see above
    """Return the members of a union other than None; empty where it is no union."""
    if get_origin(annotation) not in {Union, types.UnionType}:
        return ()
    return tuple(member for member in get_args(annotation) if member is not types.NoneType)


def saved_fields(of_type: Any) -> list[Field[Any]]:  # noqa: ANN401 - any dataclass
    """Return a dataclass's fields, without those that do not count for its equality."""
    return [field for field in fields(of_type) if field.compare]


def is_required(field: Field[Any]) -> bool:
    """Tell whether a dataclass field has no default."""
    return field.default is MISSING and field.default_factory is MISSING


@cache
def encoder(annotation: Any) -> Convert:  # noqa: ANN401 - an annotation can be any object
    """Return a function that turns a value of this type into JSON values."""
    annotation = plain(annotation)
    if annotation == Argument:
        return _encode_argument
    if members := union_members(annotation):
        if len(members) == 1:
            inner = encoder(members[0])
            return lambda value: None if value is None else inner(value)
        return _encode_tagged
    if get_origin(annotation) is tuple:
        return _tuple_encoder(get_args(annotation))
    if isinstance(annotation, type) and is_dataclass(annotation):
        return _dataclass_encoder(annotation)
    return str if issubclass(annotation, StrEnum) else _same


def _same(value: Any) -> Any:  # noqa: ANN401 - JSON values
    return value


def _encode_argument(value: Any) -> Any:  # noqa: ANN401 - JSON values
    if isinstance(value, tuple):
        return [_encode_argument(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return {"float": str(value)}
    return value


def _encode_tagged(value: Any) -> Any:  # noqa: ANN401 - JSON values
    if value is None:
        return None
    of_type: Any = type(value)
    return {"type": type_tag(of_type), **encoder(of_type)(value)}


def _tuple_encoder(arguments: tuple[Any, ...]) -> Convert:
    if arguments[-1] is Ellipsis:
        item = encoder(arguments[0])
        if item is _same:
            return list
        return lambda value: [item(element) for element in value]
    items = [encoder(argument) for argument in arguments]
    return lambda value: [item(element) for item, element in zip(items, value, strict=True)]


def _dataclass_encoder(of_type: type) -> Convert:
    hints = get_type_hints(of_type)
    saved = saved_fields(of_type)
    parts = [(field.name, encoder(hints[field.name]), field.default) for field in saved]

    def encode(value: Any) -> dict[str, Any]:  # noqa: ANN401 - an instance of of_type
        return {
            name: convert(item)
            for name, convert, default in parts
            if (item := getattr(value, name)) is not default and item != default
        }

    return encode


@cache
def decoder(annotation: Any) -> Convert:  # noqa: ANN401 - an annotation can be any object
    """Return a function that turns JSON values back into a value of this type."""
    annotation = plain(annotation)
    if annotation == Argument:
        return _decode_argument
    if members := union_members(annotation):
        inner = decoder(members[0]) if len(members) == 1 else _tagged_decoder(members)
        return lambda value: None if value is None else inner(value)
    if get_origin(annotation) is tuple:
        return _tuple_decoder(get_args(annotation))
    if isinstance(annotation, type) and is_dataclass(annotation):
        return _dataclass_decoder(annotation)
    if issubclass(annotation, StrEnum):
        return _enum_decoder(annotation)
    return _scalar_decoder(annotation)


def _decode_argument(value: Any) -> Any:  # noqa: ANN401 - JSON values
    if isinstance(value, list):
        return tuple(_decode_argument(item) for item in value)
    if isinstance(value, dict):
        written = value.get("float")
        if not isinstance(written, str) or written not in {"inf", "-inf", "nan"}:
            raise _DamagedError("", f"{value!r} is no number")
        return float(written)
    return value


def _scalar_decoder(of_type: type) -> Convert:
    accepted = (int, float) if of_type is float else of_type

    def decode(value: Any) -> Any:  # noqa: ANN401 - JSON values
        if not isinstance(value, accepted) or (of_type is not bool and isinstance(value, bool)):
            raise _DamagedError("", f"{value!r} is not of type {of_type.__name__}")
        return value

    return decode


def _enum_decoder(of_type: type[StrEnum]) -> Convert:
    members = {member.value: member for member in of_type}

    def decode(value: Any) -> StrEnum:  # noqa: ANN401 - JSON values
        if not isinstance(value, str) or value not in members:
            raise _DamagedError("", f"{value!r} is no {of_type.__name__}")
        return members[value]

    return decode


def _tagged_decoder(members: tuple[type, ...]) -> Convert:
    decoders = {type_tag(member): decoder(member) for member in members}

    def decode(value: Any) -> Any:  # noqa: ANN401 - JSON values
        tag = value.get("type") if isinstance(value, dict) else None
        if not isinstance(tag, str) or tag not in decoders:
            raise _DamagedError("", f"unknown type {tag!r}")
        return decoders[tag]({name: item for name, item in value.items() if name != "type"})

    return decode


_SIMPLE = frozenset({int, str})


def _tuple_decoder(arguments: tuple[Any, ...]) -> Convert:
    many = arguments[-1] is Ellipsis
    items = [decoder(argument) for argument in arguments if argument is not Ellipsis]
    alike = plain(arguments[0]) if many else None
    """The items' type, where a look at it shows that they are right: shapes are, and paths."""

    def decode(value: Any) -> tuple[Any, ...]:  # noqa: ANN401 - JSON values
        if alike in _SIMPLE and isinstance(value, list) and {alike}.issuperset(map(type, value)):
            return tuple(value)
        if not isinstance(value, list) or not (many or len(value) == len(items)):
            raise _DamagedError("", f"{value!r} is not a list of the right length")
        converts = items * len(value) if many else items
        result = []
        for place, (convert, element) in enumerate(zip(converts, value, strict=True)):
            try:
                result.append(convert(element))
            except _DamagedError as error:
                raise _DamagedError(f"[{place}]{error.path}", error.problem) from None
        return tuple(result)

    return decode


def _dataclass_decoder(of_type: type) -> Convert:
    hints = get_type_hints(of_type)
    converts = {field.name: decoder(hints[field.name]) for field in saved_fields(of_type)}
    required = {field.name for field in saved_fields(of_type) if is_required(field)}

    def decode(value: Any) -> Any:  # noqa: ANN401 - JSON values
        if not isinstance(value, dict):
            raise _DamagedError("", f"{value!r} is not a {of_type.__name__}")
        if not required <= value.keys():
            missing = required - value.keys()
            raise _DamagedError("", f"{of_type.__name__} lacks {', '.join(sorted(missing))}")
        arguments = {}
        for name, item in value.items():
            if name not in converts:
                raise _DamagedError("", f"{of_type.__name__} has no field {name}")
            try:
                arguments[name] = converts[name](item)
            except _DamagedError as error:
                raise _DamagedError(f".{name}{error.path}", error.problem) from None
        return of_type(**arguments)

    return decode

"""The JSON Schema of a saved trace, read off the same types as the codec."""

from collections.abc import Mapping
from dataclasses import is_dataclass
from enum import StrEnum
from typing import Any, get_args, get_origin, get_type_hints

from resnet_inspect.graph.attrs import Argument
from resnet_inspect.graph.codec import (
    FORMAT,
    VERSION,
    is_required,
    plain,
    saved_fields,
    type_tag,
    union_members,
)
from resnet_inspect.graph.graph import Graph

Schema = dict[str, Any]

_SCALARS = {int: "integer", float: "number", str: "string", bool: "boolean"}
_ARGUMENT: Schema = {
    "description": "an operator's argument; a number that is not finite is {'float': 'inf'}",
    "type": ["boolean", "integer", "number", "string", "null", "array", "object"],
}


def trace_schema() -> Schema:
    """Return the schema (draft 2020-12) that every saved trace of this version fits."""
    definitions: dict[str, Schema] = {}
    graph = _schema_of(Graph, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{FORMAT} version {VERSION}",
        "description": "One traced forward pass of a network, written by resnet-inspect.",
        "type": "object",
        "properties": {
            "format": {"const": FORMAT},
            "version": {"const": VERSION},
            "graph": graph,
        },
        "required": ["format", "version", "graph"],
        "additionalProperties": False,
        "$defs": dict(sorted(definitions.items())),
    }


def record_schemas(records: Mapping[str, Any]) -> tuple[Schema, Schema]:
    """Return the schemas of what stands beside the graph, and the definitions that they use.

    Args:
        records: The type of each member.
    """
    definitions: dict[str, Schema] = {}
    schemas = {name: _schema_of(kind, definitions) for name, kind in records.items()}
    return schemas, definitions


def _schema_of(annotation: Any, definitions: dict[str, Schema]) -> Schema:  # noqa: ANN401 - a type
    annotation = plain(annotation)
    if annotation == Argument:
        return _ARGUMENT
    if members := union_members(annotation):
        return {"anyOf": [*_members(members, definitions), {"type": "null"}]}
    if get_origin(annotation) in {dict, tuple}:
        return _container(annotation, definitions)
    if isinstance(annotation, type) and is_dataclass(annotation):
        return _reference(annotation, definitions)
    if issubclass(annotation, StrEnum):
        return {"enum": [member.value for member in annotation]}
    return {"type": _SCALARS[annotation]}


def _members(members: tuple[Any, ...], definitions: dict[str, Schema]) -> list[Schema]:
    if len(members) == 1:
        return [_schema_of(members[0], definitions)]
    return [_tagged(member, definitions) for member in members]


def _tagged(member: type, definitions: dict[str, Schema]) -> Schema:
    schema = _object(member, definitions)
    schema["properties"] = {"type": {"const": type_tag(member)}, **schema["properties"]}
    schema["required"] = ["type", *schema["required"]]
    definitions[member.__name__] = schema
    return {"$ref": f"#/$defs/{member.__name__}"}


def _container(annotation: Any, definitions: dict[str, Schema]) -> Schema:  # noqa: ANN401 - a type
    arguments = get_args(annotation)
    if get_origin(annotation) is tuple:
        return _array(arguments, definitions)
    return {"type": "object", "additionalProperties": _schema_of(arguments[1], definitions)}


def _array(arguments: tuple[Any, ...], definitions: dict[str, Schema]) -> Schema:
    if arguments[-1] is Ellipsis:
        return {"type": "array", "items": _schema_of(arguments[0], definitions)}
    items = [_schema_of(argument, definitions) for argument in arguments]
    return {"type": "array", "prefixItems": items, "minItems": len(items), "maxItems": len(items)}


def _reference(of_type: type, definitions: dict[str, Schema]) -> Schema:
    if of_type.__name__ not in definitions:
        definitions[of_type.__name__] = _object(of_type, definitions)
    return {"$ref": f"#/$defs/{of_type.__name__}"}


def _object(of_type: type, definitions: dict[str, Schema]) -> Schema:
    hints = get_type_hints(of_type)
    return {
        "description": (of_type.__doc__ or "").strip().split("\n")[0],
        "type": "object",
        "properties": {
            field.name: _schema_of(hints[field.name], definitions)
            for field in saved_fields(of_type)
        },
        "required": [field.name for field in saved_fields(of_type) if is_required(field)],
        "additionalProperties": False,
    }

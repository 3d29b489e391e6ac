"""A report as JSON: what a script reads, and beside it the whole trace as a target to come.

``jq .totals.macs`` answers, and ``resnet-inspect t.json`` reads the graph back.
"""

from typing import Any

from resnet_inspect.graph.codec import dumps
from resnet_inspect.graph.schema import Schema, record_schemas, trace_schema
from resnet_inspect.inspection import Inspection
from resnet_inspect.render.records.layer import Layer, layers_of
from resnet_inspect.render.records.nearest import NearestRecord, nearest_of
from resnet_inspect.render.records.residual import Residual, residuals_of
from resnet_inspect.render.records.stage import StageRecord, stages_of
from resnet_inspect.render.records.totals import Totals, totals_of


def render(report: Inspection) -> str:
    """Return totals, layers, residual connections and stages, and the graph without loss."""
    return dumps(report.graph, records_of(report))


def records_of(report: Inspection) -> dict[str, Any]:
    """Return the report as plain data."""
    return {
        "totals": totals_of(report).to_dict(),
        "variant": report.structure.variant,
        "nearest": (near := nearest_of(report)) and near.to_dict(),
        "stages": [stage.to_dict() for stage in stages_of(report)],
        "residuals": [residual.to_dict() for residual in residuals_of(report)],
        "layers": [layer.to_dict() for layer in layers_of(report)],
    }


def document_schema() -> Schema:
    """Return the JSON Schema of the whole document."""
    records, definitions = record_schemas(
        {
            "totals": Totals, "variant": str | None,
            "nearest": NearestRecord | None, "stages": tuple[StageRecord, ...],
            "residuals": tuple[Residual, ...], "layers": tuple[Layer, ...],
        }
    )  # fmt: skip
    schema = trace_schema()
    schema["properties"] |= records
    schema["$defs"] = dict(sorted((schema["$defs"] | definitions).items()))
    return schema

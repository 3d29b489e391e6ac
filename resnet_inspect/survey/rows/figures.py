"""An inspection and its findings as the columns of a row."""

from collections import Counter

from resnet_inspect import units
from resnet_inspect.analysis.facts import Facts, Nearest, ReceptiveField, ResidualKind
from resnet_inspect.graph import OpKind
from resnet_inspect.linter.finding import Findings, Severity
from resnet_inspect.report import Report
from resnet_inspect.survey.rows.row import Value

LAYERS = frozenset({OpKind.CONV, OpKind.POOL})


def figures(report: Report) -> dict[str, Value]:
    """Return what is known of a network whose forward pass reached its end."""
    totals, facts = report.totals, report.facts
    field = _last_field(facts)
    return {
        "variant": report.variant,
        "nearest": None if report.variant else _nearest(facts.nearest),
        "params": totals.params,
        "macs": totals.macs,
        "flops": totals.flops,
        "unknown": " ".join(report.opaque) or None,
        "activations": totals.activations,
        "inference_memory": totals.inference_memory,
        "training_memory": totals.training_memory,
        "receptive_field": None if field is None else _largest(field.size),
        "output_stride": None if field is None else _largest(field.stride),
        "depth": facts.depth,
        "blocks": len(facts.structure.blocks),
        **_connections(facts),
        "works_for": facts.sizes.text or None,
    }


def input_text(report: Report) -> str:
    """Return the shapes of the inputs: ``1x3x224x224``, ``image=1x3x64x64 ids=16``."""
    graph = report.graph
    shapes = [units.dimensions(one.output.shape, ascii_only=True) for one in graph.inputs()]
    names = graph.run.inputs or [""] * len(shapes)
    return " ".join("=".join(filter(None, pair)) for pair in zip(names, shapes, strict=True))


def lint_figures(findings: Findings) -> dict[str, Value]:
    """Return how many findings there are, and the rules that they are of."""
    codes = sorted({finding.code for finding in findings})
    return {
        "errors": findings.count(Severity.ERROR),
        "warnings": findings.count(Severity.WARNING),
        "infos": findings.count(Severity.INFO),
        "codes": " ".join(codes),
    }


def _nearest(nearest: Nearest | None) -> str | None:
    """Name the nearest published network, and say how far it is."""
    if nearest is None:
        return None
    return f"{nearest.title}, {units.plural(len(nearest.departures), 'departure')}"


def _connections(facts: Facts) -> dict[str, Value]:
    counted = Counter(connection.kind for connection in facts.residuals)
    return {kind.value: counted[kind] for kind in ResidualKind}


def _last_field(facts: Facts) -> ReceptiveField | None:
    """Return what the last stage sees of the image; without stages, what the last window sees."""
    graph, stages = facts.graph, facts.structure.stages
    if stages:
        return facts.receptive_fields[stages[-1].blocks[-1].end_node - 1]
    windows = (node for node in reversed(graph.nodes) if node.kind in LAYERS)
    fields = (facts.receptive_fields[node.id] for node in windows)
    return next((field for field in fields if field is not None and all(field.stride)), None)


def _largest(sizes: tuple[int | None, ...]) -> int | None:
    known = [size for size in sizes if size]
    return max(known) if len(known) == len(sizes) and known else None

"""The whole trace as JSON: what ``resnet-inspect t.json`` reads back."""

from resnet_inspect.graph.codec import dumps
from resnet_inspect.inspection import Inspection


def render(report: Inspection) -> str:
    """Return the graph without loss; the text ends in a newline."""
    return dumps(report.graph)

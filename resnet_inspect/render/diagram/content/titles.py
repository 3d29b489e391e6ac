"""What a network is called in figures and tables."""

from resnet_inspect.analysis.facts import Structure
from resnet_inspect.graph import Graph

_PART = "backbone"
"""How the name of a variant ends that is only a part of the network."""


def network_title(graph: Graph, structure: Structure) -> str:
    """Return the published variant's name, or else the network's own."""
    variant = structure.variant
    return variant if variant and not variant.endswith(_PART) else graph.run.network


def backbone(structure: Structure) -> str:
    """Return the variant that the network is built around; empty where it is one itself."""
    variant = structure.variant or ""
    return variant if variant.endswith(_PART) else ""

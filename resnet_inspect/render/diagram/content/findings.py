"""Findings of the lint on a figure: a number at the place, the sentence below."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from resnet_inspect.graph import ModulePath
from resnet_inspect.graph.paths import is_within
from resnet_inspect.linter.finding import Finding
from resnet_inspect.render.diagram.content.model import Content, Leaf, Remark


def annotated(content: Content, findings: Sequence[Finding]) -> Content:
    """Return the content with the findings at their leaves."""
    places: dict[int, tuple[int, ...]] = {}
    for number, finding in enumerate(findings, start=1):
        place = _place(content.leaves, finding)
        if place is not None:
            places[place] = (*places.get(place, ()), number)
    severity = {number: finding.level.value for number, finding in enumerate(findings, start=1)}
    leaves = tuple(
        replace(leaf, remarks=tuple((one, severity[one]) for one in places.get(number, ())))
        for number, leaf in enumerate(content.leaves)
    )
    remarks = tuple(_remark(number, finding) for number, finding in enumerate(findings, start=1))
    return replace(content, leaves=leaves, remarks=remarks)


def _place(leaves: Sequence[Leaf], finding: Finding) -> int | None:
    """Return the leaf that holds the finding's operator, or else one of its module's."""
    for number, leaf in enumerate(leaves):
        if finding.node is not None and finding.node in leaf.nodes:
            return number
    for module in finding.modules:
        for number, leaf in enumerate(leaves):
            if leaf.path and is_within(ModulePath(leaf.path), module):
                return number
    return None


def _remark(number: int, finding: Finding) -> Remark:
    place = finding.place
    where = f" ({PurePath(place.file).name}:{place.line})" if place else ""
    times = f", at {len(finding.modules)} places" if len(finding.modules) > 1 else ""
    text = f"{finding.code} {finding.message}{times}{where}".replace("`", "")
    return Remark(number, finding.level.value, text)

"""Points a finding at the user's line, where the layer it is about is an installed package's."""

from collections.abc import Iterator
from dataclasses import replace

from resnet_inspect.graph import ModulePath, SourceSpan
from resnet_inspect.graph.paths import parent
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Place
from resnet_inspect.linter.source.installed import is_installed


def at_own_place(finding: Finding, context: LintContext) -> Finding:
    """Return the finding at the line that built or called what a package defines.

    A network that is a package's as a whole has no other lines than the package's.
    """
    network = context.graph.modules[0].class_source
    if finding.place is None or not is_installed(finding.place.file):
        return finding
    if network is None or is_installed(network.file):
        return finding
    place = next(_candidates(finding, context), None)
    if place is None:
        return finding
    inside = Place(finding.place, finding.label)
    return replace(
        finding, place=place, label=finding.label and f"builds it: {finding.label}",
        secondary=(inside, *finding.secondary), fix=None, other_fixes=(),
    )  # fmt: skip


def _candidates(finding: Finding, context: LintContext) -> Iterator[SourceSpan]:
    for path in finding.modules[:1]:
        yield from _builders(context, path)
    if finding.node is not None:
        for call in context.calls_around(context.graph.nodes[finding.node].call):
            if call.source is not None and not is_installed(call.source.file):
                yield call.source


def _builders(context: LintContext, path: ModulePath) -> Iterator[SourceSpan]:
    """Yield the user's expressions that were running when a module was constructed."""
    while path:
        module = context.places.find(path)
        spans = (*module.construction, module.definition) if module is not None else ()
        yield from (one for one in reversed(spans) if one and not is_installed(one.file))
        path = parent(path)

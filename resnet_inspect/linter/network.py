"""Lints one network, from its traces to the findings that the user asked to see."""

from collections.abc import Sequence
from dataclasses import replace

from resnet_inspect.checkpoints.read import read_checkpoint
from resnet_inspect.errors import (
    ConstructionError,
    InspectError,
    MissingImportError,
    UsageError,
    not_installed,
)
from resnet_inspect.graph import Graph
from resnet_inspect.graph.backward import Backward
from resnet_inspect.linter.backward_check import confirmed
from resnet_inspect.linter.beside import Beside
from resnet_inspect.linter.construction import construction_finding
from resnet_inspect.linter.finding import Finding, Findings
from resnet_inspect.linter.probes import (
    Conditions,
    Shapes,
    Traceable,
    Traced,
    first_trace,
    further_traces,
    input_shapes,
    working_sizes,
    works,
)
from resnet_inspect.linter.reporting.options import (
    LintOptions,
    chosen_rules,
    ignored_in_file,
    severity_of,
)
from resnet_inspect.linter.reporting.suppression import apply_suppressions
from resnet_inspect.linter.rules.joins.broadcasting_join import RULE as BROADCASTING
from resnet_inspect.linter.rules.joins.broadcasting_join import at_other_sizes
from resnet_inspect.linter.runner import check_graphs
from resnet_inspect.linter.source.installed import is_installed
from resnet_inspect.linter.source.syntax import SourceFile, Sources
from resnet_inspect.linter.words import sizes as size_words

SIZE_CODES = frozenset({"RES106", "RES114", "RES119"})
"""Findings that say that not every size works."""


def lint_network(
    network: Traceable,
    options: LintOptions | None = None,
    *,
    free: bool = True,
    sources: Sources | None = None,
    known: Findings | None = None,
) -> Findings:
    """Trace a network where bugs hide, and report what its rules find.

    Args:
        network: What is traced.
        options: Which rules run.
        free: Whether the input size may be chosen, since the user gave none.
        sources: The user's files, for a copy that is not what lies on the disk.
        known: What was found before the copy was edited; it is traced at the same size, if that
            worked.
    """
    options = options or LintOptions()
    rules = chosen_rules(options)
    sources = sources or Sources()
    worked = known.input_shapes if known is not None and "" in known.worked else ()
    traced = _traces(network, options, free=free, worked=worked)
    first = traced[0][1]
    _check_imports(first)
    beside = Beside(options.against, read_checkpoint(options.weights) if options.weights else None)
    found = check_graphs(traced, sources, rules, beside)
    if any(rule.code == "RES401" for rule in rules):
        found = confirmed(network, traced, found, known or ())
    sizes = ""
    if any(finding.code in SIZE_CODES for finding in found) and not options.fast:
        working = working_sizes(network, first)
        sizes = working.restriction if working is not None else ""
        if working is not None and sizes:
            found = _with_sizes(found, working.text)
        if working is not None and any(rule.code == BROADCASTING.code for rule in rules):
            found = [*found, *at_other_sizes(first, working)]
    kept, silenced = _visible(found, options, _own_files(first, sources))
    summary = _summary(first, traced, sizes, sources)
    return replace(summary, findings=tuple(kept), suppressed=silenced)


def _check_imports(graph: Graph) -> None:
    """Judge nothing of a forward pass that a package lacks.

    Raises:
        MissingImportError: It ended where it used one that is not installed.
    """
    for failure in graph.failures:
        if failure.type == ModuleNotFoundError.__name__:
            raise not_installed(failure.message)


def _with_sizes(found: Sequence[Finding], text: str) -> list[Finding]:
    """Let the findings that say that a size fails say which ones work."""
    note = f"works with {size_words(text)}"
    return [
        replace(one, notes=(*one.notes, note)) if one.code in SIZE_CODES and one.condition else one
        for one in found
    ]


class SavedTrace:
    """A saved trace in place of a network: there is nothing to trace again."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    def trace(
        self,
        shapes: Sequence[tuple[int, ...]] | None = None,
        *,
        train: bool = False,
        recover: bool = False,
    ) -> Graph:
        """Return the trace; another one cannot be made."""
        del recover
        if shapes is not None or train:
            raise UsageError("a saved trace cannot be traced again")
        return self.graph

    def backward(
        self, shapes: Sequence[tuple[int, ...]] | None = None, *, train: bool = True
    ) -> Backward:
        """Say that backward was not tried."""
        del shapes, train
        return Backward(reached=False)

    def numbers(self, shapes: Sequence[tuple[int, ...]] | None = None) -> None:
        """Compute nothing."""
        del shapes


def _traces(
    network: Traceable, options: LintOptions, *, free: bool, worked: Shapes
) -> list[Traced]:
    first = first_trace(network, free=free, worked=worked)
    traced: list[Traced] = [(Conditions(), first)]
    if not options.fast:
        traced += further_traces(network, first)
    return traced


def _visible(
    found: Sequence[Finding], options: LintOptions, files: Sequence[SourceFile]
) -> tuple[list[Finding], int]:
    """Apply the user's severities, ignores and comments; count what they silence."""
    wanted = [
        replace(finding, severity=severity_of(finding, options))
        for finding in found
        if not ignored_in_file(finding, options)
    ]
    kept, silenced = apply_suppressions(wanted, files)
    kept = [one for one in kept if not ignored_in_file(one, options)]
    if options.select or options.ignore:
        codes = {rule.code for rule in chosen_rules(options)}
        kept = [one for one in kept if one.code in codes]
    kept.sort(key=lambda finding: finding.sort_key)
    return kept, silenced + len(found) - len(wanted)


def _own_files(graph: Graph, sources: Sources) -> list[SourceFile]:
    """Return the user's files that define the network's classes."""
    spans = [span for one in graph.modules for span in (one.class_source, one.definition)]
    paths = {span.file for span in spans if span is not None}
    if graph.run.source is not None:
        paths.add(graph.run.source.file)
    return [
        file
        for path in sorted(paths)
        if not is_installed(path) and (file := sources.file(path)) is not None
    ]


def _summary(graph: Graph, traced: Sequence[Traced], sizes: str, sources: Sources) -> Findings:
    shapes = input_shapes(graph)
    made = [graph.tensor(one.ref).shape for one in graph.outputs if one.ref is not None]
    return Findings(
        target=graph.run.target,
        network=graph.run.network,
        traced=tuple(conditions.label or "as asked" for conditions, _ in traced),
        input_shape=shapes[0] if shapes else (),
        input_shapes=shapes,
        output_shape=made[0] if made else (),
        sizes=sizes,
        sources=sources.texts(),
        reached=len(graph.nodes),
        worked=tuple(conditions.label for conditions, one in traced if works(one)),
    )


def failed_to_run(target: str, error: InspectError) -> Findings:
    """Say of a network that could not be run why: at its line, if it is the user's code."""
    sources = Sources()
    finding = None
    if isinstance(error, ConstructionError) and not isinstance(error, MissingImportError):
        finding = construction_finding(error, sources)
    if finding is None:
        return Findings(target=target, error=error.message, hint=error.hint)
    return Findings(
        target=target,
        findings=(finding,),
        sources=sources.texts(),
        error="" if finding.code == "RES112" else error.message,
        hint=error.hint,
    )

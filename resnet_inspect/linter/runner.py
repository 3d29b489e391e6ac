"""Asks every rule about the traces of one network, and sorts the answers."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

from resnet_inspect.graph import Graph, SourceSpan
from resnet_inspect.linter.beside import NOTHING, Beside
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.echoes import without_echoes
from resnet_inspect.linter.evidence.guesses import rests_on_a_guess
from resnet_inspect.linter.evidence.not_given import not_given
from resnet_inspect.linter.evidence.reach import reach
from resnet_inspect.linter.failures.explanations import explanations
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.own_place import at_own_place
from resnet_inspect.linter.probes import Conditions, Traced
from resnet_inspect.linter.registry import all_rules
from resnet_inspect.linter.rule import Rule, Traces
from resnet_inspect.linter.source.syntax import Sources


def check_graphs(
    graphs: Sequence[Traced],
    sources: Sources,
    rules: Iterable[Rule] | None = None,
    beside: Beside = NOTHING,
) -> list[Finding]:
    """Run rules on traces of one network, the first of which is the one asked for."""
    found: list[Finding] = []
    chosen = list(all_rules() if rules is None else rules)
    traces = [graph for _, graph in graphs]
    explain = partial(explanations, rules=all_rules())
    training = next((one for one in graphs if one[0].training), graphs[0])[1]
    for position, (conditions, graph) in enumerate(graphs):
        context = LintContext(graph, sources, traces=traces, beside=beside, explain=explain)
        for rule in chosen:
            if _looks_at(rule, first=not position, training=graph is training):
                found += [
                    _unless_not_given(
                        at_own_place(_placed(_under(finding, conditions, rule), context), context),
                        context,
                    )
                    for finding in _ask(rule, context)
                ]
    first = LintContext(graphs[0][1], sources)
    return [_traced_back(one, first) for one in without_echoes(group(found), first)]


def _traced_back(finding: Finding, context: LintContext) -> Finding:
    """Note what led to an error at the input that was asked for."""
    if finding.level is not Severity.ERROR or finding.condition:
        return finding
    return replace(finding, around=reach(context, finding))


def _ask(rule: Rule, context: LintContext) -> list[Finding]:
    """Return a rule's findings; a rule that breaks says so and does not hide the others."""
    try:
        return list(rule.run(context))
    except Exception as error:  # noqa: BLE001 - networks come in more shapes than we have tried
        return [rule.broke(error)]


def _looks_at(rule: Rule, *, first: bool, training: bool) -> bool:
    return rule.traces is Traces.EVERY or (training if rule.traces is Traces.TRAINING else first)


def _under(finding: Finding, conditions: Conditions, rule: Rule) -> Finding:
    """Note the conditions, where they and not the rule decided that a finding shows."""
    if finding.condition or rule.traces is not Traces.EVERY:
        return finding
    return replace(finding, condition=conditions.label)


def _placed(finding: Finding, context: LintContext) -> Finding:
    """Let the layer's definition stand in where no forward of the user's calls it."""
    if finding.place is not None or finding.node is None:
        return finding
    return replace(finding, place=context.definition(context.graph.nodes[finding.node]))


def _unless_not_given(finding: Finding, context: LintContext) -> Finding:
    """Make a mere note, without a fix, of a failure that another input might not have shown."""
    note = _guess(finding, context.graph) or not_given(context, finding)
    if not note:
        return finding
    return replace(finding, severity=Severity.INFO, fix=None, notes=(*finding.notes, note))


def _guess(finding: Finding, graph: Graph) -> str:
    failed = {failure.node for failure in graph.failures}
    if finding.node is None or finding.node not in failed or not graph.run.guessed:
        return ""
    if not rests_on_a_guess(graph, graph.nodes[finding.node]):
        return ""
    return "the shape of an input is guessed: give each with --input, in order"


Key = tuple[str, SourceSpan | None, str]


def group(findings: Iterable[Finding]) -> list[Finding]:
    """Join findings of one cause: one rule at one place. The first one's words stand."""
    groups: dict[Key, Finding] = {}
    for finding in findings:
        key = (finding.code, None if finding.cause else finding.place, finding.cause)
        if finding.place is None and not finding.cause:
            key = (finding.code, None, finding.message)
        first = groups.get(key)
        groups[key] = finding if first is None else _joined(first, finding)
    return sorted(groups.values(), key=lambda finding: finding.sort_key)


def _joined(first: Finding, other: Finding) -> Finding:
    if not first.condition and other.condition:
        return first
    worst = max(first.level, other.level, key=lambda level: level.rank)
    modules = tuple(dict.fromkeys((*first.modules, *other.modules)))
    base = other if other.level.rank > first.level.rank else first
    return replace(base, modules=modules, severity=worst)

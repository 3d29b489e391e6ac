"""Why operators failed: each rule that may know is asked, the most special one first.

A rule's :class:`~resnet_inspect.linter.rule.Failures` says before which others it is asked. What
one rule has settled, the size or the width of a tensor, the following ones leave alone. Where the
shapes fit, only the most general one is asked: 8 features for 8 are no mistake.
"""

from collections.abc import Iterator, Sequence
from graphlib import TopologicalSorter

from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.failed import Failed
from resnet_inspect.linter.failures.consequences import is_consequence
from resnet_inspect.linter.failures.fitting_shapes import shapes_fit
from resnet_inspect.linter.failures.operators import new_failures
from resnet_inspect.linter.finding import Explanation
from resnet_inspect.linter.rule import Failures, Rule

Speaker = tuple[Rule, Failures]


def explanations(context: LintContext, rules: Sequence[Rule]) -> list[Explanation]:
    """Explain each failure of a trace that the first trace does not show as well."""
    speakers = _speakers(rules)
    return [
        one
        for failed in new_failures(context)
        if not is_consequence(context, failed.node)
        for one in _explain(context, failed, speakers)
    ]


def _explain(
    context: LintContext, failed: Failed, speakers: Sequence[Speaker]
) -> Iterator[Explanation]:
    otherwise = shapes_fit(context.graph, failed.node)
    for rule, spoken in speakers:
        if otherwise and spoken.before:
            continue
        try:
            found = list(spoken.explain(context, failed))
        except Exception as error:  # noqa: BLE001 - it must not hide what others know
            yield Explanation(rule.code, rule.broke(error), every_size=True)
            continue
        yield from (Explanation(rule.code, one, spoken.every_size) for one in found)
        failed = failed.settled(spoken.settles if found else ())
        if not failed.open:
            return


def _speakers(rules: Sequence[Rule]) -> list[Speaker]:
    """Return the rules that explain failures, the more special before the more general."""
    known = {rule.code: (rule, rule.failures) for rule in rules if rule.failures is not None}
    order: TopologicalSorter[str] = TopologicalSorter()
    for code, (_, spoken) in known.items():
        order.add(code)
        for other in spoken.before:
            order.add(other, code)
    return [known[code] for code in order.static_order() if code in known]

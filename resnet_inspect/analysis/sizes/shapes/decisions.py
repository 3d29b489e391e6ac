"""What the user's code decided by the value of a size, as conditions."""

from collections.abc import Iterator

from resnet_inspect.analysis.sizes.extents.extent import Extent, floor_of
from resnet_inspect.analysis.sizes.shapes.arithmetic import Value
from resnet_inspect.analysis.sizes.shapes.guard import Guard, Otherwise, Relation
from resnet_inspect.graph import Decision, Number


def decision_guards(decision: Decision, number: Number, operands: list[Value]) -> Iterator[Guard]:
    """Yield what has to hold for the code to decide as it did in the trace.

    Args:
        decision: Where it decided.
        number: The comparison or conversion.
        operands: What it compared or converted, at other sizes.
    """
    for quantity, relation in _conditions(number, operands):
        whole = floor_of(quantity) if isinstance(quantity, Extent) else int(quantity // 1)
        reason = "the code decides by the size"
        yield Guard(decision.before, whole, relation, Otherwise.UNKNOWN, reason)


def _conditions(number: Number, operands: list[Value]) -> Iterator[tuple[Value, Relation]]:
    one = operands[0]
    other: Value = operands[1] if len(operands) > 1 else 0
    match number.operator, bool(number.value):
        case ("eq", True) | ("ne", False):
            yield one - other, Relation.ZERO
        case ("eq", False) | ("ne", True) | ("bool", True):
            yield one - other, Relation.NOT_ZERO
        case ("lt", True) | ("ge", False):
            yield (one - other) * -1 - 1, Relation.NOT_NEGATIVE
        case ("lt", False) | ("ge", True):
            yield one - other, Relation.NOT_NEGATIVE
        case ("gt", True) | ("le", False):
            yield one - other - 1, Relation.NOT_NEGATIVE
        case ("gt", False) | ("le", True):
            yield (one - other) * -1, Relation.NOT_NEGATIVE
        case _:
            value = int(number.value // 1)
            yield (floor_of(one) if not isinstance(one, int) else one) - value, Relation.ZERO

"""Follows the numbers that a forward pass reads off shapes through the user's arithmetic."""

from collections.abc import Callable
from typing import Any

from resnet_inspect.graph import Decision, NodeId, Number, NumberId, OperatorName, Ref, SourceSpan

Value = int | float


class Ledger:
    """The numbers of one forward pass.

    Args:
        now: Returns the node that will come next.
        place: Returns the user's running expression.
    """

    def __init__(
        self,
        now: Callable[[], int] = lambda: 0,
        place: Callable[[], SourceSpan | None] = lambda: None,
    ) -> None:
        self.numbers: list[Number] = []
        self.decisions: dict[tuple[NumberId, int], Decision] = {}
        self._now = now
        self._place = place
        self._sizes: dict[tuple[Ref, int], NumberId] = {}

    def size(self, value: int, ref: Ref, dim: int) -> NumberId:
        """Note that a tensor's size was read."""
        known = self._sizes.get((ref, dim))
        if known is None:
            number = Number(operator=OperatorName("size"), value=value, ref=ref, dim=dim)
            known = self._sizes[ref, dim] = self._add(number)
        return known

    def result(self, operator: str, value: Value, operands: tuple[Any, ...]) -> NumberId:
        """Note what came out of an operator on numbers of this ledger and others."""
        places = tuple(self._operand(operand) for operand in operands)
        return self._add(Number(operator=OperatorName(operator), value=value, operands=places))

    def decide(self, number: NumberId) -> None:
        """Note that the code goes on with the value of a number alone."""
        key = (number, self._now())
        if key not in self.decisions:
            self.decisions[key] = Decision(
                number=number, before=NodeId(self._now()), source=self._place()
            )

    def _operand(self, operand: Any) -> NumberId:  # noqa: ANN401 - a number, followed or not
        if getattr(operand, "ledger", None) is self:
            known: NumberId = operand.number
            return known
        return self._add(Number(operator=OperatorName("literal"), value=operand + 0))

    def _add(self, number: Number) -> NumberId:
        self.numbers.append(number)
        return NumberId(len(self.numbers) - 1)

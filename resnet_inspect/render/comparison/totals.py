"""The sums of two networks side by side, with their change."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from resnet_inspect import units
from resnet_inspect.inspection import Inspection
from resnet_inspect.render.comparison.pair import Pair
from resnet_inspect.render.records.totals import Totals, totals_of
from resnet_inspect.render.table.model import Fact


@dataclass(frozen=True, slots=True)
class ChangedNumber:
    """A number of both networks."""

    name: str
    before: int
    after: int
    at_least: tuple[bool, bool] = (False, False)
    """Whether each is a lower bound: something in the network is unknown."""

    @property
    def change(self) -> int:
        """How much it grew."""
        return self.after - self.before

    @property
    def percent(self) -> float | None:
        """The same in per cent; None where there was nothing before."""
        return 100 * self.change / self.before if self.before else None


NUMBERS: dict[str, Callable[[Totals], int]] = {
    "parameters": lambda totals: totals.params,
    "MACs": lambda totals: totals.macs,
    "activations": lambda totals: totals.activation_bytes,
    "inference": lambda totals: totals.inference_memory,
    "training": lambda totals: totals.training_memory,
}
BYTES = {"activations", "inference", "training"}
"""Sizes in memory: all tensors made, and the peaks of inference and training."""


def changed_numbers(pair: Pair) -> list[ChangedNumber]:
    """Return parameters, MACs, memory and receptive field of both networks."""
    old, new = totals_of(pair.before), totals_of(pair.after)
    found = [ChangedNumber(name, read(old), read(new)) for name, read in NUMBERS.items()]
    bounds = not old.macs_complete, not new.macs_complete
    found = [replace(one, at_least=bounds) if one.name == "MACs" else one for one in found]
    fields = [_receptive_field(side) for side in (pair.before, pair.after)]
    return [*found, ChangedNumber("field", fields[0], fields[1])] if all(fields) else found


def _receptive_field(side: Inspection) -> int:
    """Return the receptive field of the last stage, in pixels; 0 where there is no stage."""
    blocks = side.structure.blocks
    if not blocks:
        return 0
    field = side.facts.receptive_fields[blocks[-1].end_node - 1]
    return max((size or 0 for size in field.size), default=0) if field is not None else 0


def changed_totals(pair: Pair) -> Iterator[Fact]:
    """Yield a line for each sum that changed, and one for the output's shape."""
    same = []
    for number in changed_numbers(pair):
        if number.change or any(number.at_least):
            yield Fact(label=number.name, text=_sentence(number))
        else:
            same.append(number.name)
    old, new = _output(pair.before), _output(pair.after)
    if old != new:
        yield Fact(label="output", text=f"{old} → {new}")
    else:
        same.append("output shape")
    if same:
        yield Fact(label="same", text=", ".join(same))
    opaque = dict.fromkeys((*pair.before.opaque, *pair.after.opaque))
    if opaque:
        names = ", ".join(opaque)
        yield Fact(label="unknown", text=f"what is inside of {names}: not compared, not counted")


def _sentence(number: ChangedNumber) -> str:
    write = units.binary_size if number.name in BYTES else "{:,}".format
    if not number.change:
        return f"at least {write(number.after)}, as far as they are known"
    sign = "+" if number.change > 0 else "−"
    share = f", {sign}{abs(number.percent):.1f} %" if number.percent is not None else ""
    what = {"field": " pixels of the input seen", "inference": " peak", "training": " peak"}
    least = ["at least " if bound else "" for bound in number.at_least]
    sides = f"{least[0]}{write(number.before)} → {least[1]}{write(number.after)}"
    return f"{sides}{what.get(number.name, '')} ({sign}{write(abs(number.change))}{share})"


def _output(side: Inspection) -> str:
    shapes = [
        units.dimensions(side.graph.tensor(one.ref).shape)
        for one in side.graph.outputs
        if one.ref is not None
    ]
    return ", ".join(shapes) or "none"

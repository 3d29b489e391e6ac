"""The map of sizes and the growth of MACs in characters, for the terminal."""

from collections.abc import Iterator

from resnet_inspect import units
from resnet_inspect.analysis.facts import Verdict
from resnet_inspect.inspection import Inspection
from resnet_inspect.render.sizes.grid import SizeMap, costs_along_diagonal, size_map
from resnet_inspect.render.table.charset import ASCII, Charset

_MARKS = {
    Verdict.WORKS: ("█", "#"), Verdict.BROADCASTS: ("▒", "+"), Verdict.BATCH: ("B", "B"),
    Verdict.FAILS: ("·", "."), Verdict.UNKNOWN: ("?", "?"),
}  # fmt: skip
_BARS = ("▁▂▃▄▅▆▇█", "_.-:=+*#")


ROWS = 16
"""A character is about twice as high as it is wide."""


def render(report: Inspection, charset: Charset) -> str:
    """Return the map with its legend, and the MACs below it; empty where no size can vary."""
    drawn = size_map(report, ROWS)
    if drawn is None:
        return ""
    plain = charset is ASCII
    seen = {one for row in drawn.verdicts for one in row}
    shown = [] if seen == {Verdict.WORKS} else ["", *_map(drawn, plain=plain)]
    return "\n".join([*shown, *_plot(report, plain=plain)]) + "\n"


def _map(drawn: SizeMap, *, plain: bool) -> Iterator[str]:
    """Yield the rows, the ticks and the legend."""
    margin = max(len(str(size)) for size in drawn.rows) + 1
    down = f"{drawn.names[0]} " if len(drawn.names) > 1 else ""
    margin += len(down)
    for place, (size, row) in enumerate(zip(drawn.rows, drawn.verdicts, strict=True)):
        label = f"{down if place == 0 else ''}{size}" if _labeled(place, drawn) else ""
        yield f"{label:>{margin}} " + "".join(_MARKS[one][plain] for one in row)
    first, last = drawn.columns[0], drawn.columns[-1]
    end = f"{drawn.names[-1]} {last}"
    yield " " * (margin + 1) + f"{first}{end:>{len(drawn.columns) - len(str(first))}}"
    seen = dict.fromkeys(one for row in drawn.verdicts for one in row)
    yield " " * (margin + 1) + "   ".join(f"{_MARKS[one][plain]} {one}" for one in seen)


def _labeled(place: int, drawn: SizeMap) -> bool:
    return place % 4 == 0 or place == len(drawn.rows) - 1


def _plot(report: Inspection, *, plain: bool) -> Iterator[str]:
    """Yield one line of bars, and what the first and the last one stand for."""
    costs = costs_along_diagonal(report)
    known = [(size, macs) for size, macs in costs if macs]
    if len(known) < 2:  # noqa: PLR2004 - a curve
        return
    highest = max(macs for _, macs in known)
    bars = _BARS[plain]
    line = "".join(bars[(macs * (len(bars) - 1)) // highest] if macs else " " for _, macs in costs)
    (first, low), (last, high) = known[0], known[-1]
    yield ""
    yield f"MACs {line}  {units.scaled(low)} at {first}, {units.scaled(high)} at {last}"

"""Our MACs beside other tools' figures, and what each difference consists of."""

from collections.abc import Iterator
from dataclasses import dataclass

from resnet_inspect.analysis.witnesses.cross_check import CrossCheck, Testimony
from resnet_inspect.analysis.witnesses.memory_check import MemoryTestimony
from resnet_inspect.render.table.model import Column, Fact, Table, TableRow, Tone
from resnet_inspect.units import count, dimensions


@dataclass(frozen=True, slots=True)
class Line:
    """A tool's figure, or one part of it."""

    tool: str
    text: str
    figure: int | None


COLUMNS = (
    Column(
        name="tool", title="tool", about="Who counted.",
        cell=lambda line: line.tool, value=lambda line: line.tool,
    ),
    Column(
        name="figure", title="figure", about="What it printed, or a part of that.", numeric=True,
        cell=lambda line: count(line.figure), value=lambda line: line.figure,
    ),
    Column(
        name="meaning", title="what it is", about="The unit, or what the part counts.", breaks=" ",
        cell=lambda line: line.text, value=lambda line: line.text,
    ),
)  # fmt: skip


def cross_check_table(check: CrossCheck) -> Table:
    """Return a row for each tool, and below it a row for each part of its figure."""
    ours = Line("resnet-inspect", "MACs: convolutions, linear layers, matrix products", check.macs)
    rows = [TableRow(item=ours, tone=Tone.STRONG)]
    for testimony in check.testimonies:
        rows += _rows(testimony)
    for peak in check.memory:
        rows += _memory_rows(peak)
    return Table(
        title="Cross-check of MACs and memory" if check.memory else "Cross-check of MACs",
        header=(Fact(label="input", text=_inputs(check)),),
        columns=COLUMNS,
        rows=tuple(rows),
        footer=tuple(_verdict(check)),
    )


def _inputs(check: CrossCheck) -> str:
    shapes = ", ".join(dimensions(spec.shape) for spec in check.inputs)
    return f"{shapes}, real values on the CPU, evaluation mode"


def _rows(testimony: Testimony) -> Iterator[TableRow]:
    answer, convention = testimony.answer, testimony.convention
    tool = f"{answer.tool} {answer.version}"
    if answer.figure is None:
        yield TableRow(item=Line(tool, f"failed: {answer.error}", None), tone=Tone.WARNING)
        return
    unit = f"{convention.unit}: {convention.summary}"
    yield TableRow(item=Line(tool, unit, answer.figure), tone=Tone.STRONG)
    for part in testimony.components:
        yield TableRow(item=Line("", part.name, part.amount), indent=1)
    if testimony.unexplained:
        yield TableRow(
            item=Line("", "unexplained", testimony.unexplained), indent=1, tone=Tone.ERROR
        )


def _memory_rows(peak: MemoryTestimony) -> Iterator[TableRow]:
    answer = peak.answer
    tool = f"{answer.tool} {answer.version}"
    if answer.figure is None:
        yield TableRow(item=Line(tool, f"failed: {answer.error}", None), tone=Tone.WARNING)
        return
    unit = f"bytes: {peak.name}, for the input as given, on meta tensors"
    yield TableRow(item=Line(tool, unit, answer.figure), tone=Tone.STRONG)
    for part in peak.components:
        yield TableRow(item=Line("", part.name, part.amount), indent=1)
    tone = Tone.NORMAL if peak.passed else Tone.ERROR
    yield TableRow(item=Line("", "unexplained", peak.unexplained), indent=1, tone=tone)


def _verdict(check: CrossCheck) -> Iterator[Fact]:
    if check.passed:
        within = ", memory within 1 %" if check.memory else ""
        yield Fact(label="verdict", text=f"every figure is explained to the last unit{within}")
    elif not check.memory_passed:
        text = "more than 1 % of a peak of memory is left unexplained"
        yield Fact(label="verdict", text=text, tone=Tone.ERROR)
    else:
        text = "a figure is left unexplained, or no tool gave one"
        yield Fact(label="verdict", text=text, tone=Tone.ERROR)
    if check.not_counted:
        yield Fact(label="not counted", text=", ".join(check.not_counted), tone=Tone.WARNING)

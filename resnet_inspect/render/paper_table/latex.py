"""The paper's table in LaTeX, with booktabs and matrices in brackets."""

from resnet_inspect.render.latex_text import escape_latex
from resnet_inspect.render.paper_table.model import Cell, Grid, Row, Stack, Total
from resnet_inspect.render.template import fill

_POWERS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True))


def render(table: Grid, templates: str | None = None) -> str:
    """Return a ``tabular``; inside a ``table`` where there is a caption or a label.

    Args:
        table: What to print.
        templates: A folder whose ``paper_table.tex.j2`` is used instead of ours.
    """
    return fill(
        "paper_table.tex.j2",
        templates,
        columns="ll" + "c" * len(table.networks),
        networks=[escape_latex(name) for name in table.networks],
        rows=[_row(row) for row in table.rows],
        totals=[_total(total) for total in table.totals],
        caption=escape_latex(table.caption),
        label=table.label,
    )


def _row(row: Row) -> str:
    first = f"{escape_latex(row.layer)} & {_math(row.size)}"
    if row.shared:
        return f"{first} & {_spanning(row, row.cells[0])} \\\\"
    above = f" & & {_spanning(row, (row.common,))} \\\\[1pt]\n" if row.common else ""
    return f"{above}{first} & {' & '.join(map(_cell, row.own))} \\\\"


def _spanning(row: Row, cell: Cell) -> str:
    return f"\\multicolumn{{{len(row.cells)}}}{{c}}{{{_cell(cell)}}}"


def _cell(cell: Cell) -> str:
    stacks = [_stack(stack) for stack in cell]
    if len(stacks) < 2:  # noqa: PLR2004 - one line needs no table of its own
        return "".join(stacks)
    return "\\begin{tabular}{@{}c@{}}" + " \\\\[1pt] ".join(stacks) + "\\end{tabular}"


def _stack(stack: Stack) -> str:
    if not stack.bracketed:
        return escape_latex(stack.lines[0])
    lines = r" \\ ".join(f"\\text{{{escape_latex(line)}}}" for line in stack.lines)
    body = f"\\left[\\begin{{array}}{{@{{}}c@{{}}}}{lines}\\end{{array}}\\right]"
    return f"${body}{{\\times}}{stack.times}$"


def _total(total: Total) -> str:
    values = " & ".join(map(_math, total.values))
    return f"\\multicolumn{{2}}{{l}}{{{escape_latex(total.title)}}} & {values} \\\\"


def _math(text: str) -> str:
    """Write sizes and powers: 56×56, 3.86×10⁹."""
    if not text:
        return ""
    base, power = text, ""
    while base and base[-1] in _POWERS:
        base, power = base[:-1], _POWERS[base[-1]] + power
    if "×" not in text:
        return escape_latex(text)
    product = base.replace("×", r"{\times}")
    return f"${product}^{{{power}}}$" if power else f"${product}$"

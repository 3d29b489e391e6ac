"""The tables of layers and of residual connections in LaTeX, with booktabs."""

from resnet_inspect.render.latex_text import comment, escape_latex
from resnet_inspect.render.table.model import Table, TableRow
from resnet_inspect.render.template import fill

MOST_ROWS = 48
"""A longer table is a ``longtable``, which goes on over pages."""


def render_table(
    table: Table, caption: str = "", label: str = "", templates: str | None = None
) -> str:
    """Return any table in LaTeX.

    Args:
        table: What to print; the lines beside its rows are left out.
        caption: The table's caption.
        label: The label to refer to it by.
        templates: A folder whose ``table.tex.j2`` is used instead of ours.
    """
    facts = (*table.header, *table.footer)
    return fill(
        "table.tex.j2",
        templates,
        title=comment(table.title),
        facts=[
            comment(f"{fact.label}: {fact.text}" if fact.label else fact.text) for fact in facts
        ],
        columns="".join("r" if column.numeric else "l" for column in table.columns),
        titles=[escape_latex(column.title) for column in table.columns],
        rows=[_row(table, row) for row in table.rows],
        long=len(table.rows) > MOST_ROWS,
        caption=escape_latex(caption),
        label=label,
    )


def _row(table: Table, row: TableRow) -> str:
    cells = [escape_latex(column.cell(row.item)) for column in table.columns]
    if row.open:
        cells[0] = f"\\textbf{{{cells[0]}}}"
    if row.indent:
        cells[0] = f"\\hspace{{{row.indent * 0.8:.1f}em}}{cells[0]}"
    return " & ".join(cells) + r" \\"

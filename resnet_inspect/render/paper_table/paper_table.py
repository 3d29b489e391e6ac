"""Table 1 of He et al. 2015 as a value: what Python code prints, and a notebook shows."""

from dataclasses import dataclass

from resnet_inspect.render.paper_table import html, latex, markdown, text
from resnet_inspect.render.paper_table.model import Grid


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperTable(Grid):
    """Networks side by side: one column for each, one row for each stage."""

    def latex(self) -> str:
        """Return the table in LaTeX; it needs booktabs and amsmath."""
        return latex.render(self)

    def markdown(self) -> str:
        """Return the table in Markdown."""
        return markdown.render(self)

    def __str__(self) -> str:
        """Return the table as text."""
        return text.render(self).removesuffix("\n")

    def _repr_html_(self) -> str:
        """Return the table as a notebook shows it."""
        return html.render(self)

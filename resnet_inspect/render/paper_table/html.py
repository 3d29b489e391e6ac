"""The paper's table as HTML."""

from resnet_inspect.render.paper_table.model import Grid
from resnet_inspect.render.template import fill


def render(table: Grid, templates: str | None = None) -> str:
    """Return a ``<table>`` with its own style, for a web page.

    Args:
        table: What to show.
        templates: A folder whose ``paper_table.html.j2`` is used instead of ours.
    """
    return fill("paper_table.html.j2", templates, table=table)

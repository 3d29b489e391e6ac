"""A survey as a web page of its own, whose columns sort at a click."""

from importlib import resources

from markupsafe import Markup

from resnet_inspect.render.table.model import Table
from resnet_inspect.render.template import fill


def page(table: Table, plot: str = "") -> str:
    """Return the page.

    Args:
        table: The rows.
        plot: An SVG that stands above them.
    """
    script = resources.files("resnet_inspect.templates").joinpath("survey.js").read_text("utf-8")
    return fill(
        "survey.html.j2", title=table.title, columns=table.columns, rows=table.rows,
        plot=Markup(plot), script=Markup(script),  # noqa: S704 - both are ours, and escaped
    )  # fmt: skip

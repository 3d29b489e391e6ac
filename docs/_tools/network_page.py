"""The page that lists the reference networks."""

from resnet_inspect.render.table.formats import markdown
from resnet_inspect.render.table.variant_list import variant_table


def network_page() -> str:
    """Return the page, in Markdown."""
    return f"# Reference networks\n\n{markdown.render_table(variant_table())}"

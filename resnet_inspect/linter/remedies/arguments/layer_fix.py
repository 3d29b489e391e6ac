"""The fix that gives a layer another argument."""

from dataclasses import replace

from resnet_inspect.graph import Node
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.fixes.expressions import with_keyword
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import set_argument


def layer_fix(context: LintContext, node: Node, keyword: str, text: str, title: str) -> Fix | None:
    """Offer to construct or call a layer with ``keyword=text``, whatever stood there before."""
    if not context.is_layer(node):
        called = with_keyword(context.sources, node.source, keyword, text)
        return replace(called, title=title, safe=True) if called is not None else None
    edit = set_argument(context.places, node.module, keyword, text, variables=True)
    return Fix(title=title, edits=(edit,), safe=True) if edit else None


def width_fix(context: LintContext, node: Node, keyword: str, width: int) -> Fix | None:
    """Offer to declare another width, where the source gives it as a number."""
    if not context.is_layer(node):
        return None
    edit = set_argument(context.places, node.module, keyword, str(width))
    title = f"Declare `{keyword}={width}`"
    return Fix(title=title, edits=(edit,), safe=True) if edit else None

"""Gives the norm behind a convolution the width that a fix gives the convolution."""

from dataclasses import replace

from resnet_inspect.graph import Node, OpKind
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace as rewritten
from resnet_inspect.linter.remedies.arguments.in_block import handed_in_one_function


def with_norm(context: LintContext, conv: Node, fix: Fix) -> Fix | None:
    """Return a fix of ``out_channels`` that also changes the norm that reads the convolution.

    None where there is no norm, or it is written with another expression.
    """
    norm = next((one for one in context.readers(conv) if one.kind is OpKind.NORM), None)
    if norm is None or len(fix.edits) != 1 or not context.is_layer(norm):
        return None
    pair = handed_in_one_function(context, (conv, "out_channels"), (norm, "num_features"))
    if pair is None:
        return None
    here, there = pair
    assert there.value is not None  # noqa: S101 - looked at by the callee
    edit = rewritten(there.file, there.value, fix.edits[0].text)
    here_is_edited = here.value is not None and rewritten(here.file, here.value, "").start == (
        fix.edits[0].start
    )
    return replace(fix, edits=(*fix.edits, edit)) if here_is_edited else None

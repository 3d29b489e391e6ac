"""Layers in a list whose widths run the other way than those of the tensors that they are given."""

import ast
import re

from resnet_inspect.graph import ModulePath, Node
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.join import declared_width

_PLACE = re.compile(r"^(.*?)\.(\d+)(\..*)?$")


def reversed_list(context: LintContext, node: Node) -> ModulePath | None:
    """Return the list that holds a layer, if its layers take in reverse order what arrives."""
    parts = _PLACE.match(node.module)
    if parts is None or not node.inputs:
        return None
    holder, inner = parts[1], parts[3] or ""
    alike = {
        int(found[2]): one
        for one in context.graph.of_kind(node.kind)
        if (found := _PLACE.match(one.module)) and found[1] == holder and (found[3] or "") == inner
    }
    layers = [alike[place] for place in sorted(alike)]
    taken = [declared_width(one) for one in layers]
    given = [context.graph.tensor(one.inputs[0]).shape[1] for one in layers if one.inputs]
    turned = len(set(taken)) > 1 and taken == given[::-1] and taken != given
    return ModulePath(holder) if turned else None


def turned_around(context: LintContext, node: Node) -> Fix | None:
    """Offer to construct the layers of a comprehension in reverse order."""
    for file, call in context.places.construction(node.module):
        loop = file.enclosing(call, ast.ListComp, ast.GeneratorExp)
        if isinstance(loop, ast.ListComp | ast.GeneratorExp):
            rounds = loop.generators[0].iter
            text = f"reversed({file.code(rounds)})"
            return Fix(
                title=f"Go through `{text}`", edits=(replace(file, rounds, text),), safe=True
            )
    return None

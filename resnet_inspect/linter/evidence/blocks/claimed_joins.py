"""Which classes promise a residual connection, by their name or their docstring."""

import ast
import re

from resnet_inspect.graph import Module
from resnet_inspect.linter.context import LintContext

NAME = re.compile(
    r"res(?!ampl|amp|iz|hap|ol|ult|pon|tor|tri|erv)\w*?_?(?:blk|block|unit|layer|module|cell)|"
    r"^residual|bottleneck|basic_?block", re.IGNORECASE
)  # fmt: skip
"""``ResBlk``, ``ResidualUnit``, ``res_layer``, and the paper's names; not ``ResizeLayer``."""

_SAID = re.compile(
    r"\b(residual (block|unit|connection|layer)|(skip|shortcut) connection)s?\b", re.IGNORECASE
)
_UNSAID = re.compile(r"\b(no|not|without)\b", re.IGNORECASE)


def claim(context: LintContext, module: Module) -> str:
    """Return the words of a class that promise a residual connection; empty where none do."""
    if NAME.search(module.type) is not None:
        return f"its class is `{module.type}`"
    text = _docstring(context, module)
    said = _SAID.search(text)
    return f"its docstring says “{said[0]}”" if said and not _UNSAID.search(text) else ""


def _docstring(context: LintContext, module: Module) -> str:
    file = context.class_file(module)
    line = module.class_source.line if module.class_source is not None else None
    node = file.class_at(module.type, line) if file is not None else None
    return (ast.get_docstring(node) or "") if node is not None else ""

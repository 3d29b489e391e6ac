"""What each command does in a sentence, without importing the commands.

`--help` shows no more of them, and they import what they need: figures, the lint, surveys.
"""

import ast
from pathlib import Path

COMMANDS = Path(__file__).parent / "commands"


def summary(function: str) -> str:
    """Return the first line of a command's docstring.

    Args:
        function: The command's function, for which its file is named.

    Example:
        >>> summary("residuals_command")
        'Show every residual connection, one row each.'
    """
    tree = ast.parse((COMMANDS / f"{function}.py").read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == function:
            return (ast.get_docstring(node) or "").partition("\n")[0]
    raise LookupError(f"{function}.py has no function `{function}`")

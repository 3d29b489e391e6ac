"""The optimizers that a file makes, and whose parameters each of them is handed."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from resnet_inspect.linter.evidence.training.scopes import Scope, receiver
from resnet_inspect.linter.source.syntax import called_name

_OPTIMIZER = re.compile(r"^(Fused|Sparse|R|N|Dist)?(SGD|Adam\w*|RMSprop|Adagrad|Adadelta|LBFGS|Lion"
                        r"|AdamW|Rprop|LAMB|LARS|Adafactor)$")  # fmt: skip
GIVING = frozenset({"parameters", "named_parameters"})


@dataclass(frozen=True, slots=True)
class Optimizer:
    """A call that makes an optimizer."""

    call: ast.Call
    holders: frozenset[str]
    """Whose parameters it is handed, as it is written; empty where that cannot be told."""


def optimizers(scope: Scope) -> Iterator[Optimizer]:
    """Yield the optimizers that a scope makes."""
    for node in scope.nodes:
        if isinstance(node, ast.Call) and _OPTIMIZER.match(called_name(node)) and node.args:
            given = list(_given(scope, node.args[0]))
            yield Optimizer(node, frozenset(given))


def _given(scope: Scope, value: ast.expr) -> Iterator[str]:
    """Yield the holders of the parameters of which an expression is made, local names followed."""
    for one in ast.walk(value):
        if isinstance(one, ast.Call) and called_name(one) in GIVING:
            yield receiver(one)
        elif isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load):
            for behind in scope.values(one.id):
                if not isinstance(behind, ast.Name) and behind.lineno < value.lineno:
                    yield from _given(scope, behind)

"""The losses that a file calls, by whatever name, and what they are handed."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.evidence.training.scopes import Scope, scopes
from resnet_inspect.linter.source.syntax import called_name

FUNCTIONS = {
    "cross_entropy": "CrossEntropyLoss", "nll_loss": "NLLLoss", "binary_cross_entropy": "BCELoss",
    "binary_cross_entropy_with_logits": "BCEWithLogitsLoss", "kl_div": "KLDivLoss",
    "multi_margin_loss": "MultiMarginLoss",
}  # fmt: skip
"""The functions that do what a class does."""

CLASSES = frozenset(FUNCTIONS.values())


@dataclass(frozen=True, slots=True)
class LossCall:
    """One call of a loss."""

    kind: str
    """The class that it is, or that does the same: ``CrossEntropyLoss``."""
    call: ast.Call
    scope: Scope

    @property
    def handed(self) -> ast.expr | None:
        """What it takes the loss of, a local variable followed to what was assigned to it."""
        value = self.call.args[0] if self.call.args else None
        if isinstance(value, ast.Name):
            return self.scope.value_before(value.id, self.call) or value
        return value


def loss_calls(context: LintContext) -> tuple[LossCall, ...]:
    """Return the calls of losses in the network's own files."""
    return context.once(_loss_calls)


def made_losses(context: LintContext) -> frozenset[str]:
    """Return the kinds of losses that are made or called anywhere in the network's files."""
    called = {
        called_name(node) for file in context.own_files for node in ast.walk(file.tree)
    }  # fmt: skip
    return frozenset(called & CLASSES) | {FUNCTIONS[one] for one in called & FUNCTIONS.keys()}


def _loss_calls(context: LintContext) -> tuple[LossCall, ...]:
    found = scopes(context)
    named = dict(_named(found))
    return tuple(
        LossCall(kind, call, scope)
        for scope in found
        for call in scope.nodes
        if isinstance(call, ast.Call) and (kind := _kind(call, named))
    )


def _named(found: tuple[Scope, ...]) -> Iterator[tuple[str, str]]:
    """Yield the variables and attributes that hold a loss; one that holds two kinds holds none."""
    kinds: dict[str, set[str]] = {}
    for scope in found:
        for node in scope.nodes:
            if isinstance(node, ast.Assign) and called_name(node.value) in CLASSES:
                for target in node.targets:
                    kinds.setdefault(ast.unparse(target), set()).add(called_name(node.value))
    return ((name, one.pop()) for name, one in kinds.items() if len(one) == 1)


def _kind(call: ast.Call, named: dict[str, str]) -> str:
    """Return what loss a call computes; empty for any other call, the making of one included."""
    name = called_name(call)
    if name in FUNCTIONS:
        return FUNCTIONS[name]
    made = called_name(call.func)
    return made if made in CLASSES else named.get(ast.unparse(call.func), "")

"""All rules, by code."""

import ast
import inspect
from dataclasses import replace
from functools import cache
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType

from resnet_inspect.linter import rules
from resnet_inspect.linter.rule import Rule


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule, ordered by code: each module below :mod:`.rules` defines one."""
    modules = walk_packages(rules.__path__, f"{rules.__name__}.")
    found = [_rule(import_module(module.name)) for module in modules if not module.ispkg]
    return tuple(sorted(found, key=lambda rule: rule.code))


def _rule(module: ModuleType) -> Rule:
    """Return a module's rule with its documentation, which ``python -OO`` leaves in the source."""
    rule: Rule = module.RULE
    if module.__doc__ is not None:
        return rule
    doc = ast.get_docstring(ast.parse(inspect.getsource(module)), clean=False)
    return replace(rule, doc=doc or "")

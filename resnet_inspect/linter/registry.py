"""All rules, by code."""

from functools import cache
from importlib import import_module
from pkgutil import walk_packages

from resnet_inspect.linter import rules
from resnet_inspect.linter.rule import Rule


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule, ordered by code: each module below :mod:`.rules` defines one."""
    modules = walk_packages(rules.__path__, f"{rules.__name__}.")
    found = [import_module(module.name).RULE for module in modules if not module.ispkg]
    return tuple(sorted(found, key=lambda rule: rule.code))

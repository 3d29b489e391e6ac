"""All rules, by code."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from resnet_inspect.lint import rules
from resnet_inspect.lint.rule import Rule


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule, ordered by code: each module of :mod:`.rules` defines one."""
    names = [module.name for module in iter_modules(rules.__path__)]
    found = [import_module(f"{rules.__name__}.{name}").RULE for name in names]
    return tuple(sorted(found, key=lambda rule: rule.code))

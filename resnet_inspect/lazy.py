"""Names of a module that are imported when they are first asked for, as PEP 562 lets one do."""

import sys
from collections.abc import Callable, Mapping
from typing import Any


def lazy_names(module: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """Return a module's ``__getattr__``, which imports a name from its home and keeps it.

    Args:
        module: The module, by its ``__name__``.
        homes: For each home the names that it defines, separated by spaces.

    Example:
        >>> find = lazy_names(__name__, {"math": "pi tau", "fractions": "Fraction"})
        >>> find("Fraction")(1, 2)
        Fraction(1, 2)
    """
    home_of = {name: home for home, names in homes.items() for name in names.split()}

    def find(name: str) -> Any:  # noqa: ANN401 - one of the names
        if name not in home_of:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        from importlib import import_module  # noqa: PLC0415 - only where a name is used

        value = getattr(import_module(home_of[name]), name)
        setattr(sys.modules[module], name, value)
        return value

    return find

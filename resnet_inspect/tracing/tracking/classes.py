"""What a class says of itself, which the user's code may have set to anything."""


def home(of_type: type) -> str:
    """Return the name of the module that a class is from; empty where it is no text.

    Example:
        >>> home(dict), home(type("Odd", (), {"__module__": None}))
        ('builtins', '')
    """
    name = of_type.__module__
    return name if isinstance(name, str) else ""

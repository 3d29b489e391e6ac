"""The argument with which a classifier is told its number of classes."""

import re

_COUNT = re.compile(
    r"^(n|nb|num|number|no)_?(of_?)?(class(es)?|labels?|categories|targets)$|^classes$|^nclass(es)?$|"
    r"^class_?(num|count|number)$|^(out|output)_classes$",
    re.IGNORECASE,
)


def is_class_count(name: str) -> bool:
    """Whether a parameter's name says "number of classes".

    Example:
        >>> is_class_count("num_classes"), is_class_count("n_class"), is_class_count("classifier")
        (True, True, False)
    """
    return _COUNT.match(name) is not None

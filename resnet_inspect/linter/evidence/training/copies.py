"""Networks of a training script that are not trained by gradients of their own."""

import re

_COPIES = re.compile(
    r"teacher|ema|target|momentum|shadow|frozen|fixed|vgg|percept|pretrain|eval|test|ref|old|swa"
    r"|best|loss|critic",
    re.IGNORECASE,
)


def is_copy(name: str) -> bool:
    """Whether a network's name says that it is a teacher, an average or a judge.

    Example:
        >>> is_copy("teacher"), is_copy("self.ema_model"), is_copy("net")
        (True, True, False)
    """
    return _COPIES.search(name) is not None

"""How many classes words and data sets promise."""

import ast
import re

from resnet_inspect.linter.source.syntax import SourceFile, called_name

DATA_SETS = {
    "CIFAR10": 10, "CIFAR100": 100, "MNIST": 10, "FashionMNIST": 10, "KMNIST": 10, "SVHN": 10,
    "STL10": 10, "Food101": 101, "Flowers102": 102, "DTD": 47, "OxfordIIITPet": 37, "EuroSAT": 10,
    "GTSRB": 43, "StanfordCars": 196, "FGVCAircraft": 100, "SUN397": 397, "ImageNet": 1000,
    "Imagenette": 10, "PCAM": 2,
}  # fmt: skip
"""What torchvision's data sets are called, and how many classes they have."""

_NAMED = {
    10: re.compile(r"cifar[- _]?10(?!\d)|\bmnist\b|fashion-?mnist|\bsvhn\b", re.IGNORECASE),
    100: re.compile(r"cifar[- _]?100(?!\d)", re.IGNORECASE),
    200: re.compile(r"tiny[- _]?imagenet", re.IGNORECASE),
}
_COUNTED = re.compile(
    r"(?<![\d.x×-])(\d{1,4})[ -](?:way|class|category)\b(?! token)"
    r"|(?<![\d.x×-])(\d{1,4}) (?:\w+ )?(?:classes|categories)\b",
    re.IGNORECASE,
)


_ELSEWHERE = re.compile(r"(?:pre-?)?trained (?:on|with|for)[^.\n;]*", re.IGNORECASE)
"""What is said of another network's data."""


def claimed_classes(text: str) -> int | None:
    """Return how many classes a text speaks of; None where it says nothing or several things.

    Example:
        >>> claimed_classes("ResNet-20 for CIFAR-100."), claimed_classes("a 7-way classifier")
        (100, 7)
        >>> claimed_classes("CIFAR-10 and CIFAR-100"), claimed_classes("ResNet-18")
        (None, None)
    """
    text = _ELSEWHERE.sub("", text)
    found = {int(one or other) for one, other in _COUNTED.findall(text)}
    found |= {number for number, known in _NAMED.items() if known.search(text)}
    return found.pop() if len(found) == 1 else None


def loaded_classes(file: SourceFile) -> tuple[int, str] | None:
    """Return the classes of the one data set that a file loads, and its name."""
    called = {called_name(node) for node in ast.walk(file.tree)} & DATA_SETS.keys()
    counts = {DATA_SETS[one] for one in called}
    return (counts.pop(), min(called)) if len(counts) == 1 else None

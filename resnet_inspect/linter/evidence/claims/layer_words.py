"""What a layer's name, or the comment behind it, says of its settings."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from resnet_inspect.graph import ConvAttrs

Convs = Sequence[ConvAttrs]


@dataclass(frozen=True, slots=True)
class Promise:
    """One word, and how convolutions keep it."""

    word: re.Pattern[str]
    says: str
    """What a layer is that keeps it; ``{}`` stands for the numbers in the word."""
    kept: Callable[[ConvAttrs, tuple[int, ...]], bool]
    """Whether a convolution keeps it, with the numbers of the word."""
    found: Callable[[ConvAttrs], str]
    """What it is instead."""


def _kernel(attrs: ConvAttrs, numbers: tuple[int, ...]) -> bool:
    return attrs.kernel_size == numbers or len(attrs.kernel_size) != len(numbers)


PROMISES = (
    Promise(
        re.compile(r"(?<![\dx×])(\d{1,2})[x×](\d{1,2})(?![\dx×])"), "a {} kernel", _kernel,
        lambda one: "a kernel of " + "×".join(map(str, one.kernel_size)),
    ),
    Promise(
        re.compile(r"depth_?wise|dw_?conv|conv_?dw"), "depthwise",
        lambda one, _: one.depthwise or one.in_channels == 1,
        lambda one: f"groups={one.groups} of {one.in_channels} channels",
    ),
    Promise(
        re.compile(r"point_?wise|pw_?conv|conv_?pw"), "pointwise",
        lambda one, _: max(one.kernel_size) == 1,
        lambda one: "a kernel of " + "×".join(map(str, one.kernel_size)),
    ),
    Promise(
        re.compile(r"dilated(?!\d)|atrous(?!_?\d)"), "dilated",
        lambda one, _: max(one.dilation) > 1 or max(one.kernel_size) == 1,
        lambda _: "a dilation of 1",
    ),
    Promise(
        re.compile(r"grouped|group_?conv"), "grouped", lambda one, _: one.groups > 1,
        lambda _: "groups=1",
    ),
    Promise(
        re.compile(r"stride[ _=:]*(\d)(?!\d)"), "a stride of {}",
        lambda one, numbers: max(one.stride) == numbers[0],
        lambda one: f"a stride of {max(one.stride)}",
    ),
    Promise(
        re.compile(r"dilation[ _=:]*(\d+)"), "a dilation of {}",
        lambda one, numbers: max(one.dilation) == numbers[0],
        lambda one: f"a dilation of {max(one.dilation)}",
    ),
    Promise(
        re.compile(r"\bno bias|without bias|bias[- ]free"), "without bias",
        lambda one, _: not one.has_bias, lambda _: "a bias",
    ),
)  # fmt: skip


_ASIDE = re.compile(
    r"\b(?:output|total|overall|original\w*|instead|was|not|paper|now|unlike|before|after|like|if|or"
    r"|both|first|only|todo|could|should|default|per)\b"
)
"""Words with which a comment speaks of something else than the line's own layer."""
_MAP = re.compile(r"\d+[x×]\d+(?![ -]?(?:conv|kernel|filter|depth|point))")


def of_the_layer(comment: str) -> str:
    """Return what a comment says of the layer in its line; sizes of maps are left out.

    Example:
        >>> of_the_layer("3x3 conv, 56x56"), of_the_layer("stride 2 in the original")
        ('3x3 conv, ', '')
    """
    return "" if _ASIDE.search(comment) else _MAP.sub("", comment)


def broken_promises(text: str, convs: Convs) -> list[tuple[str, str]]:
    """Return what a text says of convolutions and none of them is, and what they are.

    Example:
        >>> plain = ConvAttrs(in_channels=8, out_channels=8, kernel_size=(3, 3))
        >>> broken_promises("depthwise 3x3", [plain])
        [('depthwise', 'groups=1 of 8 channels')]
    """
    broken = []
    for promise in PROMISES:
        found = [tuple(map(int, filter(None, one.groups()))) for one in promise.word.finditer(text)]
        if len(set(found)) == 1 and convs and not any(promise.kept(one, found[0]) for one in convs):
            says = promise.says.format("×".join(map(str, found[0])))
            broken.append((says, promise.found(convs[0])))
    return broken

"""One size as numbers: ``224``, ``224x160``, ``3x224x224``, ``8x3x224x224``, ``16:int64``."""

import re
from dataclasses import dataclass
from difflib import get_close_matches

from resnet_inspect.errors import InputSizeError
from resnet_inspect.graph.tensor import BYTES_PER_ELEMENT

DEFAULT_SIZE = 224
DEFAULT_CHANNELS = 3

DIGITS = 9
"""Of the largest size that is read."""

DTYPES = {
    **{name: name for name in BYTES_PER_ELEMENT},
    "long": "int64", "int": "int32", "short": "int16", "byte": "uint8", "float": "float32",
    "double": "float64", "half": "float16", "cfloat": "complex64",
}  # fmt: skip
"""Types by torch's names, the short ones, too."""

COUNTED = frozenset(name for name in DTYPES.values() if name.startswith(("int", "bool")))
"""Types that hold indices and masks rather than pixels."""


@dataclass(frozen=True, slots=True)
class InputShape:
    """The numbers that the user gave for one input, as yet without meaning."""

    numbers: tuple[int, ...]
    dtype: str = ""
    """Its type as torch names it; empty: that of the network's weights."""

    def __str__(self) -> str:
        """Return the numbers, and the type behind them, as they are typed."""
        return "x".join(map(str, self.numbers)) + (f":{self.dtype}" if self.dtype else "")

    @property
    def has_channels(self) -> bool:
        """Whether three or more numbers were given, as for a 2-D network with channels."""
        return len(self.numbers) > 2  # noqa: PLR2004 - height and width

    @property
    def is_exact(self) -> bool:
        """Whether the numbers are a full shape: those of indices and masks that are no images."""
        return self.dtype in COUNTED and not self.has_channels

    def resolve(self, channels: int, spatial: int) -> tuple[int, ...]:
        """Return the full shape ``(N, C, …)`` for a network over ``spatial`` dimensions.

        Args:
            channels: What the first layer takes; used where the numbers have no channels.
            spatial: 2 for images, 1 for sequences, 3 for video; 0 for a network of linear layers,
                whose channels are features.

        Raises:
            InputSizeError: There are too few numbers.

        Example:
            >>> InputShape((224, 160)).resolve(3, 2)
            (1, 3, 224, 160)
        """
        given = len(self.numbers)
        if self.is_exact:
            return self.numbers
        if spatial == 0:
            return _for_features(self.numbers, channels)
        if given == 1:
            return (1, channels, *self.numbers * spatial)
        if given == spatial:
            return (1, channels, *self.numbers)
        if given == spatial + 1:
            return (1, *self.numbers)
        if given >= spatial + 2:  # a full shape, be it that of a bag of images
            return self.numbers
        raise InputSizeError(
            f"`--input {self}` has {given} sizes; a {spatial}-D network takes"
            f" {'one, ' if spatial > 1 else ''}{spatial}, {spatial + 1} or more of them",
            _examples(spatial),
        )


def _for_features(numbers: tuple[int, ...], features: int) -> tuple[int, ...]:
    """Return the shape for a linear first layer, which may stand behind a flatten of images."""
    match numbers:
        case (size,):
            channels = features // size**2
            is_image = channels in {1, 3, 4} and channels * size**2 == features
            return (1, channels, size, size) if is_image and size > 1 else (1, size)
        case (_, _, _):
            return (1, *numbers)
    return numbers


def _examples(spatial: int) -> str:
    size = "x".join(["224"] * spatial)
    return f"Write {size}, 3x{size} (with channels) or 8x3x{size} (with batch)."


def parse_input(text: str) -> InputShape:
    """Read one size, with a type behind a colon if need be.

    Raises:
        InputSizeError: It is not a list of positive whole numbers with ``x`` between, or there is
            no such type.

    Example:
        >>> parse_input("16:long")
        InputShape(numbers=(16,), dtype='int64')
    """
    sizes, colon, dtype = text.partition(":")
    parts = re.split(r"\s*[x×,]\s*|\s+", sizes.strip().strip("()[]").lower())
    if not all(part.isdecimal() and len(part) <= DIGITS and int(part) > 0 for part in parts):
        raise no_size(text)
    return InputShape(tuple(map(int, parts)), _dtype(dtype, text) if colon else "")


def no_size(text: str) -> InputSizeError:
    """Return the error for a text that is none."""
    shown = text if len(text) < 4 * DIGITS else f"{text[: 4 * DIGITS]}…"
    return InputSizeError(
        f"`--input {shown}` is no size", "Write 224, 224x160, 3x224x224 or 8x3x224x224."
    )


def _dtype(name: str, text: str) -> str:
    plain = name.strip().removeprefix("torch.")
    if plain in DTYPES:
        return DTYPES[plain]
    near = get_close_matches(plain, DTYPES, 1)
    guess = f"Did you mean {near[0]}?" if near else f"Types: {', '.join(BYTES_PER_ELEMENT)}."
    raise InputSizeError(f"`--input {text[: 4 * DIGITS]}`: torch has no type `{plain[:20]}`", guess)

"""``--input`` as numbers: ``224``, ``224x160``, ``3x224x224``, ``8x3x224x224``."""

import re
from dataclasses import dataclass

from resnet_inspect.errors import InputSizeError

DEFAULT_SIZE = 224
DEFAULT_CHANNELS = 3

DIGITS = 9
"""Of the largest size that is read."""


@dataclass(frozen=True, slots=True)
class InputShape:
    """The numbers that the user gave for one input, as yet without meaning."""

    numbers: tuple[int, ...]

    def __str__(self) -> str:
        """Return the numbers as they are typed."""
        return "x".join(map(str, self.numbers))

    @property
    def has_channels(self) -> bool:
        """Whether three or more numbers were given, as for a 2-D network with channels."""
        return len(self.numbers) > 2  # noqa: PLR2004 - height and width

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
    """Read ``--input``.

    Raises:
        InputSizeError: It is not a list of positive whole numbers with ``x`` between.
    """
    parts = re.split(r"\s*[x×,]\s*|\s+", text.strip().strip("()[]").lower())
    if not all(part.isdecimal() and len(part) <= DIGITS and int(part) > 0 for part in parts):
        shown = text if len(text) < 4 * DIGITS else f"{text[: 4 * DIGITS]}…"
        raise InputSizeError(
            f"`--input {shown}` is no size", "Write 224, 224x160, 3x224x224 or 8x3x224x224."
        )
    return InputShape(tuple(map(int, parts)))

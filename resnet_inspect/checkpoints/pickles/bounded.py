"""A file of which no more than a bounded number of bytes is read."""

import os
from typing import IO

MOST_BYTES = 8 << 20
"""Of a pickle without its tensors' numbers: ResNet-1202 with Adam's state takes 2 MiB."""

LONG = 4096
"""A longer run is the numbers of an array, which are passed over."""

LINE = 65536


class Bounded:
    """Reads a seekable file for an unpickler.

    Args:
        file: Open, where the pickle begins.
        size: The file's size in bytes.
    """

    def __init__(self, file: IO[bytes], size: int) -> None:
        self.file = file
        self.size = size
        self.left = MOST_BYTES

    def read(self, count: int) -> bytes:
        """Return the next bytes, or nothing for a long run, over which the file moves on.

        Raises:
            EOFError: The file ends before.
            ValueError: More was read than a checkpoint has.
        """
        if count < 0 or count > LONG:
            return self._pass_over(count)
        text = self.file.read(count)
        if len(text) < count:
            raise EOFError
        return self._counted(text)

    def readline(self) -> bytes:
        """Return the next line."""
        return self._counted(self.file.readline(LINE))

    def readinto(self, buffer: bytearray) -> int:
        """Fill a buffer that the unpickler made."""
        text = self.read(len(buffer))
        buffer[: len(text)] = text
        return len(text)

    def _pass_over(self, count: int) -> bytes:
        if count < 0 or self.file.tell() + count > self.size:
            raise EOFError
        self.file.seek(count, os.SEEK_CUR)
        return b""

    def _counted(self, text: bytes) -> bytes:
        self.left -= max(1, len(text))
        if self.left < 0:
            raise ValueError(f"it is longer than {MOST_BYTES >> 20} MiB without its tensors")
        return text

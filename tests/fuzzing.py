"""How long the fuzzers go on: some minutes in all, shared by those that are still to run."""

import time
from collections.abc import Iterator
from itertools import count

MINUTES = 9.5
"""For all of them: with what starts and ends a run, ten."""


class Budget:
    """The time that is left, and how many fuzzers are to share it."""

    def __init__(self, seconds: float, fuzzers: int) -> None:
        self._end = time.monotonic() + seconds
        self._waiting = fuzzers

    def rounds(self) -> Iterator[int]:
        """Yield 0, 1, 2 … until one fuzzer's share is used up; each has one round at least."""
        start = time.monotonic()
        end = start + (self._end - start) / max(1, self._waiting)
        self._waiting -= 1
        for number in count():
            yield number
            if time.monotonic() >= end:
                return

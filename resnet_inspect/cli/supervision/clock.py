"""How long a process with the user's code may still take, by what it tells of itself."""

import time
from dataclasses import dataclass

from resnet_inspect.errors import HangError
from resnet_inspect.targets import watch

GRACE = 3.0
"""Seconds that a process gets beyond its limit to end by itself, and to say where it hung."""


@dataclass(slots=True)
class Clock:
    """Hears the limits that a process tells, and counts each from then on."""

    _said: bytes = b""
    _limit: float = 0.0
    _deadline: float | None = None

    def hear(self, said: bytes) -> None:
        """Take what the process tells."""
        self._said += said
        self._limit = watch.limit_in(self._said)
        ends = bool(self._limit) or self.status is not None
        self._deadline = time.monotonic() + self._limit + GRACE if ends else None

    @property
    def status(self) -> int | None:
        """The exit status with which the process came to its end; None if it did not."""
        return watch.status_in(self._said)

    @property
    def reason(self) -> str:
        """Why the process could not go on; empty where it could."""
        return watch.reason_in(self._said)

    @property
    def left(self) -> float | None:
        """Seconds until the process is to be ended; None while nothing limits it."""
        return None if self._deadline is None else max(0.0, self._deadline - time.monotonic())

    @property
    def is_over(self) -> bool:
        """Whether the process has outstayed its limit."""
        return self.left == 0

    def error(self) -> HangError:
        """Say that the process was ended, since it could not be interrupted."""
        return HangError(
            f"the network's code did not end within {self._limit:g} s, and could not be "
            "interrupted",
            "Mend the loop, or give it more time: --timeout 300 (0 for no limit).",
        )

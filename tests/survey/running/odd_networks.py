"""Networks that crash, hang, exit, take too much, and two that are fine."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

import torch
from torch import nn


class Base(nn.Module):
    """One convolution."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        """Return the convolution's output."""
        return self.conv(image)  # type: ignore[no-any-return]


class Fine(Base):
    """As it should be."""


class Hangs(Base):
    """Never returns."""

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        """Wait for ever, whoever interrupts."""
        del image
        while True:
            with suppress(BaseException):
                time.sleep(1000)


class Exits(Base):
    """Ends its process."""

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        """Exit."""
        del image
        os._exit(3)


class Segfaults(Base):
    """Ends its process by a signal."""

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        """Crash."""
        os.kill(os.getpid(), signal.SIGSEGV)
        return image


class Hungry(Base):
    """Takes 10 GB."""

    def __init__(self) -> None:
        super().__init__()
        self.pile = bytearray(10 * 2**30)


class KillsItsWorker(Base):
    """Ends the process that forked it, and that one's parent: the worker."""

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        """Find the worker by its number, and kill it."""
        status = Path(f"/proc/{os.getppid()}/stat").read_text(encoding="ascii")
        os.kill(int(status.rpartition(")")[2].split()[1]), signal.SIGKILL)
        time.sleep(1000)
        return image

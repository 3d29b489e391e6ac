"""What a process may take of the machine, set from inside before the network's code runs."""

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

OUT_OF_MEMORY_FIRST = "1000"
"""Where the kernel looks for a process to end, it finds this one before all others."""


def limit_memory(size: int) -> None:
    """Let this process take ``size`` bytes more than it has; 0 sets no limit.

    An allocation beyond that fails, and Python says where. Systems that have no such limits set
    none.
    """
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(OUT_OF_MEMORY_FIRST, encoding="ascii")
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    limits: Any = resource
    limits.setrlimit(limits.RLIMIT_CORE, (0, 0))
    if size:
        with suppress(OSError, ValueError):
            limits.setrlimit(limits.RLIMIT_DATA, (_taken() + size,) * 2)


def _taken() -> int:
    """Return the bytes of private memory that this process has already."""
    data_pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[5]
    return int(data_pages) * os.sysconf("SC_PAGE_SIZE")


def die_with_parent() -> None:
    """End this process when the one that made it ends, however that ends; Linux alone can."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes  # noqa: PLC0415 - only here
    import signal  # noqa: PLC0415 - only here

    set_parent_death_signal = 1
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)

"""Who holds which memory, and how much that is at each step."""

from resnet_inspect.analysis.memory.storage import Storage
from resnet_inspect.analysis.memory.timeline import Moment, Phase, Timeline
from resnet_inspect.graph import NodeId


class Ledger:
    """Counts the holders of each storage; one without a holder is free.

    Args:
        bytes: What is alive all the time.
    """

    def __init__(self, bytes: int) -> None:  # noqa: A002 - the unit
        self.alive = self._most = bytes
        self.gradients = 0
        """What of that are gradients of parameters."""
        self._holders: dict[Storage, int] = {}
        self._moments: list[Moment] = []

    def hold(self, storage: Storage) -> None:
        """Add a holder; the first one allocates."""
        holders = self._holders.get(storage, 0)
        self._holders[storage] = holders + 1
        if not holders:
            self.alive += storage.bytes
            self._most = max(self._most, self.alive)

    def release(self, storage: Storage) -> None:
        """Take a holder away; the last one frees."""
        self._holders[storage] -= 1
        if not self._holders[storage]:
            self.alive -= storage.bytes

    def is_shared(self, storage: Storage) -> bool:
        """Tell whether there are several holders."""
        return self._holders[storage] > 1

    def end_step(self, phase: Phase, node: NodeId | None) -> None:
        """Note the most bytes since the step before."""
        self._moments.append(Moment(phase, node, self._most, self.gradients))
        self._most = self.alive

    def timeline(self) -> Timeline:
        """Return the steps so far."""
        return Timeline(tuple(self._moments))

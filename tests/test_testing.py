"""Snapshots of architectures for a project's own tests."""

from pathlib import Path

import pytest
import torch
from torch import nn

from resnet_inspect.errors import UsageError
from resnet_inspect.testing import UPDATE, ArchitectureChangedError, assert_same_architecture


class Net(nn.Module):
    """One residual connection."""

    def __init__(self, kernel: int = 3) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, padding=1)
        self.body = nn.Conv2d(8, 8, kernel, padding=kernel // 2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Add the body to its input."""
        x = self.stem(x)
        return x + self.body(x)


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    """Write a snapshot at 40 pixels."""
    file = tmp_path / "net.trace.json"
    assert_same_architecture(Net(), file, input="40", update=True)
    return file


def test_the_same_network_passes_at_the_snapshots_size(snapshot: Path) -> None:
    assert_same_architecture(Net(), snapshot)


def test_another_name_is_the_same_network(snapshot: Path) -> None:
    class Renamed(Net):
        def __init__(self) -> None:
            super().__init__()
            self.other = self.body
            del self.body

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            x = self.stem(x)
            return x + self.other(x)

    assert_same_architecture(Renamed(), snapshot)


def test_a_changed_network_fails_and_says_what_changed(snapshot: Path) -> None:
    with pytest.raises(ArchitectureChangedError, match="kernel 3×3 → 5×5") as caught:
        assert_same_architecture(Net(kernel=5), snapshot)
    assert not caught.value.difference.same
    assert_same_architecture(Net(kernel=5), snapshot, ignore=("kernel", "padding"))


def test_the_environment_lets_a_snapshot_be_written_anew(
    snapshot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(UPDATE, "1")
    assert_same_architecture(Net(kernel=5), snapshot)
    monkeypatch.setenv(UPDATE, "0")
    assert_same_architecture(Net(kernel=5), snapshot)
    with pytest.raises(ArchitectureChangedError):
        assert_same_architecture(Net(), snapshot)


def test_a_missing_snapshot_says_how_to_write_it(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no snapshot"):
        assert_same_architecture(Net(), tmp_path / "none.json")

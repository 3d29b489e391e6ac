"""Our version, installed or not."""

import importlib.metadata

import pytest

from resnet_inspect.version import UNINSTALLED, own_version


def test_a_source_tree_that_is_not_installed_has_a_version_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert own_version() == importlib.metadata.version("resnet-inspect")
    monkeypatch.setattr(importlib.metadata.Distribution, "discover", lambda **_: iter(()))
    assert own_version() == UNINSTALLED

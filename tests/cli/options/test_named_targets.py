"""``NAME=TARGET`` on the command line."""

from pathlib import Path

import pytest

from resnet_inspect.cli.options.named_targets import NamedTarget, named, names_of
from resnet_inspect.errors import UsageError


def test_a_name_stands_before_the_target() -> None:
    assert named("ours (v2) = my_net.py:Net") == NamedTarget("my_net.py:Net", "ours (v2)")
    assert named("timm:resnet50d") == NamedTarget("timm:resnet50d")


def test_a_file_with_an_equals_sign_is_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("epoch=3.py").touch()
    assert named("epoch=3.py").target == "epoch=3.py"
    assert named("epoch=3.py:Net").target == "epoch=3.py:Net"
    assert named("last=epoch=3.py") == NamedTarget("epoch=3.py", "last")


@pytest.mark.parametrize("word", ["=resnet18", "ours=", "="])
def test_both_are_needed(word: str) -> None:
    with pytest.raises(UsageError, match="lacks"):
        named(word)


def test_without_any_name_the_networks_keep_theirs() -> None:
    assert names_of([NamedTarget("a"), NamedTarget("b")]) == ()
    assert names_of([NamedTarget("a"), NamedTarget("b", "ours")]) == ("", "ours")

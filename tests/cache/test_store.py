"""Texts in a folder: whole, checked, and never in the way."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resnet_inspect.cache import store


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Use a folder of the test's own."""
    monkeypatch.setenv(store.FOLDER, str(tmp_path / "kept"))
    return tmp_path / "kept"


def test_what_was_written_is_read(folder: Path) -> None:
    store.write("key", "text with ×, \udcff and\nlines\n")
    assert store.read("key") == "text with ×, \udcff and\nlines\n"
    assert [path.name for path in folder.iterdir()] == ["key.trace"]


@given(st.data())
def test_a_damaged_entry_is_not_there(data: st.DataObject) -> None:
    store.write("key", '{"a": 1, "b": [2, 3]}')
    path = store.folder() / "key.trace"
    whole = path.read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    kind = data.draw(st.sampled_from(["cut", "changed"]))
    byte = bytes([whole[place] ^ data.draw(st.integers(1, 255))])
    path.write_bytes(whole[:place] if kind == "cut" else whole[:place] + byte + whole[place + 1 :])
    assert store.read("key") is None
    store.write("key", "again")
    assert store.read("key") == "again"


def test_a_folder_that_cannot_be_made_is_no_error(folder: Path) -> None:
    folder.write_text("a file stands in its place")
    store.write("key", "text")
    assert store.read("key") is None


def test_a_write_that_fails_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store.write("key", "before")

    def fail(*_: object) -> None:
        raise OSError(28, "no space left")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fail)
        store.write("key", "after")
    assert store.read("key") == "before"
    assert [path.name for path in folder.iterdir()] == ["key.trace"]


def test_the_oldest_entries_are_forgotten(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "LARGEST", 3)
    for number in range(5):
        store.write(str(number), "text")
    assert len(list(folder.iterdir())) == 3
    assert store.read("4") == "text"


def test_without_a_folder_of_choice_it_is_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(store.FOLDER)
    assert store.folder().name == "resnet-inspect"

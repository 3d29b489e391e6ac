"""A user's file is read whole or refused in a sentence: devices, pipes, folders, nonsense."""

import os
from pathlib import Path

import pytest

from resnet_inspect.errors import UsageError
from resnet_inspect.linter.finding import Severity
from resnet_inspect.linter.reporting.baseline import read_baseline
from resnet_inspect.linter.reporting.config import find_config, read_config
from resnet_inspect.reading import read_json, read_toml, read_whole
from resnet_inspect.render.diagram.scene.theme import load_theme


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """Return a folder of files that are none."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "endless").symlink_to("/dev/zero")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "folder").mkdir()
    (tmp_path / "binary").write_bytes(bytes(range(256)))
    (tmp_path / "deep").write_bytes(b"a = " + b"[" * 5000 + b"]" * 5000)
    return tmp_path


NONE = {
    "pipe": "a device or a pipe", "endless": "a device or a pipe", "folder": "a folder",
    "loop": "cannot be read", "absent": "there is no file", "n" * 300: "cannot be read",
    "null\0byte": "cannot be read", "half\ud800": "cannot be read",
}  # fmt: skip


@pytest.mark.parametrize("name", NONE)
def test_what_is_no_file_is_refused(odd: Path, name: str) -> None:
    with pytest.raises(UsageError, match=NONE[name]):
        read_whole(odd / name)


@pytest.mark.parametrize("name", [*NONE, "binary", "deep"])
@pytest.mark.parametrize("read", [read_toml, read_json, read_baseline, read_config])
def test_every_reader_refuses_in_a_sentence(odd: Path, name: str, read: object) -> None:
    assert callable(read)
    with pytest.raises(UsageError):
        read(odd / name)


@pytest.mark.parametrize("name", [*NONE, "binary", "deep"])
def test_a_theme_is_a_file_or_refused(odd: Path, name: str) -> None:
    with pytest.raises(UsageError, match="is no theme"):
        load_theme(str(odd / name))


SETTINGS = {
    "select = 5": "a list is expected, not 5",
    "select = [1]": "a text is expected, not 1",
    "severity = [1]": "a table is expected",
    "severity = { RES204 = 'loud' }": "'loud' is no severity; there are error",
    "severity = { RES204 = [] }": "is no severity",
    "fail-on = {}": "is no severity",
    "targets = 'net.py'": "a list is expected",
    "targets = [5]": "a table is expected, not 5",
    "targets = [{ input = 5 }]": "needs a `target`",
    "targets = [{ target = 'a', args = 3 }]": "a table is expected, not 3",
    "per-file-ignores = { a = 'RES204' }": "a list is expected",
    "baseline = 5": "a text is expected, not 5",
    "color = 5": "there is no setting `color`; it takes baseline",
}


@pytest.mark.parametrize("text", SETTINGS)
def test_a_setting_of_the_wrong_kind_says_which_is_right(tmp_path: Path, text: str) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text(f"[tool.resnet-inspect]\n{text}\n", encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        read_config(file)
    assert SETTINGS[text] in refused.value.message


@pytest.mark.parametrize("text", ["tool = 5", "tool = []", "[tool]\nother = 5"])
def test_other_tables_are_none_of_ours(tmp_path: Path, text: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    found = find_config(tmp_path)
    assert found is None or tmp_path not in found.parents


def test_a_table_of_ours_that_is_a_number_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text("[tool]\nresnet-inspect = 5", encoding="utf-8")
    with pytest.raises(UsageError, match="a table is expected, not 5"):
        read_config(file)


def test_good_settings_are_read(tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text(
        "[tool.resnet-inspect]\nfail-on = 'error'\nbaseline = 'known.json'\n"
        "targets = ['a.py', { target = 'b.py', input = 64, args = { width = 2 } }]\n",
        encoding="utf-8",
    )
    config = read_config(file)
    assert (config.fail_on, config.baseline) == (Severity.ERROR, "known.json")
    assert config.targets[1].arguments == {"width": "2"}

"""Code that hangs is ended, and the line is named."""

from pathlib import Path
from typing import Any

import pytest

from resnet_inspect.errors import HangError
from resnet_inspect.targets.building.time_limit import time_limit

LOOP = "def run():\n    while True:\n        pass\n"


@pytest.mark.parametrize(("folder", "named"), [(".", "net.py"), ("elsewhere", "{path}")])
def test_the_line_is_named_as_one_sees_it_from_here(
    folder: str, named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / folder)
    path = tmp_path / "net.py"
    path.write_text(LOOP)
    names: dict[str, Any] = {}
    exec(compile(LOOP, str(path), "exec"), names)  # noqa: S102 - our own text, under a file's name
    with pytest.raises(HangError) as caught, time_limit(0.2, "net.py"):
        names["run"]()
    assert f"it was at {named.format(path=path)}:" in caught.value.message
    assert caught.value.message.endswith(", in run")

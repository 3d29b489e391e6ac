"""A template of the user's may hold anything: it ends in text, or in a sentence."""

import os
from pathlib import Path

import pytest

from resnet_inspect.errors import UsageError
from resnet_inspect.render import template
from resnet_inspect.render.template import fill

NAME = "figure.tex.j2"

WRONG = {
    "raises": ("<< 1 / 0 >>", "ZeroDivisionError"),
    "calls a text": ("<< title() >>", "TypeError"),
    "misspells": ("<< titel >>", "titel"),
    "is no template": ("<% for %>", "Template"),
    "includes itself": (f'<% include "{NAME}" %>', "RecursionError"),
    "leaves its folder": ('<% include "../secret" %>', "TemplateNotFound"),
    "looks behind a text": ("<< title.__class__.__mro__ >>", "SecurityError"),
    "counts to a trillion": ("<% for i in range(10**12) %>x<% endfor %>", "OverflowError"),
}


@pytest.mark.parametrize(("text", "said"), WRONG.values(), ids=WRONG)
def test_a_wrong_template_is_told(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / NAME).write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=said):
        fill(NAME, str(folder), title="a title")


def test_a_template_that_does_not_end_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(template, "LONGEST", 0.1)
    loop = "<% for a in range(99999) %><% for b in range(99999) %><% endfor %><% endfor %>"
    (tmp_path / NAME).write_text(loop, encoding="utf-8")
    with pytest.raises(UsageError, match="did not end within"):
        fill(NAME, str(tmp_path))


@pytest.mark.parametrize("kind", ["binary", "pipe", "device", "folder", "ring of links"])
def test_what_is_no_text_is_told(tmp_path: Path, kind: str) -> None:
    file = tmp_path / NAME
    match kind:
        case "binary":
            file.write_bytes(bytes(range(256)))
        case "pipe":
            os.mkfifo(file)
        case "device":
            file.symlink_to("/dev/zero")
        case "folder":
            file.mkdir()
        case _:
            file.symlink_to(file)
    with pytest.raises(UsageError, match=NAME):
        fill(NAME, str(tmp_path))


def test_a_template_of_the_users_comes_before_ours(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("my <<title>>\x1b", encoding="utf-8")
    assert fill(NAME, str(tmp_path), title="a\x1bb") == "my a\\u001bb\x1b"
    with pytest.raises(UsageError, match="no template folder"):
        fill(NAME, str(tmp_path / "none"))

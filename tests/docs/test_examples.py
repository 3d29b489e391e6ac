"""Every code block of README.md and docs runs, and prints what the page says."""

import json
import re
import tomllib
from pathlib import Path

import pytest
import yaml
from blocks import Block, blocks_of
from examples import ExampleError, pages, rerun
from shell import SessionError

ROOT = Path(__file__).parents[2]
RUN_BY = {
    "console": "the page's own test", "python": "the page's own test", "mermaid": "eyes",
    "text": "nobody: it is output or a drawing", "bibtex": "nobody", "latex": "LaTeX",
}  # fmt: skip
READ_BY = {"json": json.loads, "toml": tomllib.loads, "yaml": yaml.safe_load}
MAKE = re.compile(r"^make (\w+)$", re.MULTILINE)

LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")

PAGES = [str(page) for page in pages()]
BLOCKS = [
    pytest.param(block, id=f"{page}:{block.line}")
    for page in PAGES
    for block in blocks_of((ROOT / page).read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("page", PAGES)
def test_page_shows_what_its_commands_print(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert rerun(text) == text, f"`make examples` brings {page} up to date"


@pytest.mark.parametrize("block", BLOCKS)
def test_block_is_of_a_language_that_is_checked(block: Block) -> None:
    if block.language in READ_BY:
        READ_BY[block.language](block.text)
    elif block.language == "sh":
        _check_setup(block.text)
    else:
        assert block.language in RUN_BY


def _check_setup(text: str) -> None:
    """Check commands that install things, which CI runs in its own virtual environment."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in MAKE.findall(text):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"no `make {target}`"


def test_no_page_names_a_folder_of_the_machine_it_was_made_on() -> None:
    texts = {page: (ROOT / page).read_text(encoding="utf-8") for page in PAGES}
    assert [page for page, text in texts.items() if f"{ROOT}/" in text] == []


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_files_of_the_repository(page: str) -> None:
    """Pages that the build makes have no file: they are linked by name, ``[Command line]``."""
    links = LINK.findall((ROOT / page).read_text(encoding="utf-8"))
    assert [link for link in links if not ((ROOT / page).parent / link).exists()] == []


def test_no_fence_is_indented_out_of_reach() -> None:
    fence = re.compile(r"^[ \t]+```", re.MULTILINE)
    texts = {page: (ROOT / page).read_text(encoding="utf-8") for page in PAGES}
    assert [page for page, text in texts.items() if fence.search(text)] == []


def test_session_prints_are_replaced_by_what_really_happens() -> None:
    page = "```console\n$ echo one; echo two\nthree\n```\n"
    assert rerun(page) == "```console\n$ echo one; echo two\none\ntwo\n```\n"


def test_session_may_ask_for_the_status_of_a_command_that_fails() -> None:
    page = "```console\n$ test 1 = 2\n$ echo $?\n1\n```\n"
    assert rerun(page) == page


def test_command_that_fails_unasked_is_an_error() -> None:
    with pytest.raises(SessionError, match="ended with 1"):
        rerun("```console\n$ test 1 = 2\n```\n")


def test_python_examples_share_names_and_are_compared() -> None:
    assert rerun("```python\none = 1\n```\n\n```python\n>>> one + 1\n2\n```\n")
    with pytest.raises(ExampleError, match="Expected"):
        rerun("```python\n>>> 1 + 1\n3\n```\n")


def test_titled_block_is_a_file_for_the_commands_after_it() -> None:
    page = (
        '```python title="net.py"\nanswer = 42\n```\n\n```console\n$ cat net.py\nanswer = 42\n```\n'
    )
    assert rerun(page) == page

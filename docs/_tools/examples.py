"""Runs the examples of README.md and docs; as a script, writes down what they print.

A page is run from top to bottom in a folder of its own. A block with a ``title`` is a file of that
name. A ``console`` block is a shell session. ``python`` blocks share one namespace; those with
``>>>`` are checked as doctests.
"""

import doctest
import os
import sys
import tempfile
from contextlib import chdir
from pathlib import Path
from typing import Any

from blocks import Block, blocks_of
from shell import replay

ROOT = Path(__file__).parents[2]
DOCTEST = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


class ExampleError(Exception):
    """An example does not do what the page says."""


def pages() -> list[Path]:
    """Return the pages that hold examples, as paths from the project's folder."""
    found = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
    return sorted(page.relative_to(ROOT) for page in found)


def rerun(page: str) -> str:
    """Run a page's examples and return the page with what its shell sessions really print.

    Raises:
        ExampleError: A Python example raised or printed something else.
        SessionError: A command failed unexpectedly.
    """
    parts, end = [], 0
    names: dict[str, Any] = {"__name__": "__example__"}
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        for block in blocks_of(page):
            parts += [page[end : block.start], _run(block, Path(folder), names)]
            end = block.start + len(block.text)
    return "".join([*parts, page[end:]])


def _run(block: Block, folder: Path, names: dict[str, Any]) -> str:
    if block.title:
        _write(folder / block.title, block.text)
    elif block.language == "console":
        return replay(block.text, folder)
    elif block.language == "python":
        _run_python(block, names)
    return block.text


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _run_python(block: Block, names: dict[str, Any]) -> None:
    if not block.text.startswith(">>>"):
        exec(compile(block.text, f"example at line {block.line}", "exec"), names)  # noqa: S102 - our own documentation
        return
    name = f"example at line {block.line}"
    test = doctest.DocTestParser().get_doctest(block.text, names, name, None, 0)
    said: list[str] = []
    runner = doctest.DocTestRunner(optionflags=DOCTEST, verbose=False)
    runner.run(test, out=said.append, clear_globs=False)
    names.update(test.globs)
    if runner.failures:
        raise ExampleError("".join(said))


def main() -> None:
    """Write what the shell sessions of the pages print into the pages."""
    os.chdir(ROOT)
    for page in [Path(name) for name in sys.argv[1:]] or pages():
        before = page.read_text(encoding="utf-8")
        after = rerun(before)
        if after != before:
            page.write_text(after, encoding="utf-8")
            sys.stdout.write(f"{page} changed\n")


if __name__ == "__main__":
    main()

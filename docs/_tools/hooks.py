"""What MkDocs asks while it builds: the pages made from the code, and the order of all pages."""

from collections.abc import Iterator
from os.path import relpath
from pathlib import Path
from typing import Any

from cli_reference import cli_reference
from convention_page import convention_page
from mkdocs.structure.files import File, Files
from network_page import network_page
from rule_pages import rule_pages

from resnet_inspect.linter.registry import all_rules

Navigation = list[dict[str, Any]]

SECTIONS = {
    "Tutorials": "tutorials",
    "How to": "how-to",
    "Reference": "reference",
    "Explanation": "explanation",
}
"""Each section's title and its folder."""

NAMES = {
    "Command line": "reference/cli.md",
    "Reference networks": "reference/networks.md",
    "Conventions": "reference/conventions.md",
    "Lint rules": "reference/rules/index.md",
}
"""Pages made from the code, by the name that other pages link them with: ``[Command line]``."""

FIRST = ("index", "first-look", "inspect-your-own-file", "cli", "python")
"""Pages that come before the others of their section."""


def generated_pages() -> Iterator[tuple[str, str]]:
    """Yield the path and the text of each page that is made from the code."""
    yield "reference/cli.md", cli_reference()
    yield "reference/networks.md", network_page()
    yield "reference/conventions.md", convention_page()
    yield from rule_pages()


def on_config(config: Any) -> Any:  # noqa: ANN401 - MkDocs's configuration
    """Order the pages: those in the folders and those made from the code."""
    folder = Path(config["docs_dir"])
    written = [page.relative_to(folder).as_posix() for page in folder.glob("**/*.md")]
    paths = sorted({*written, *(path for path, _ in generated_pages())}, key=_rank)
    sections: Navigation = [{title: _entries(name, paths)} for title, name in SECTIONS.items()]
    top = [path for path in paths if "/" not in path]
    config["nav"] = [*top, *sections]
    return config


def on_files(files: Files, config: Any) -> Files:  # noqa: ANN401 - see above
    """Add the pages that are made from the code."""
    for path, text in generated_pages():
        files.append(File.generated(config, path, content=text))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:  # noqa: ANN401 - see above
    """Define the links to pages made from the code.

    No file has them, so that a reader of the repository sees a name instead of a broken link.
    """
    folder = Path(page.file.src_uri).parent
    rules = {rule.code: f"reference/rules/{rule.name}.md" for rule in all_rules()}
    paths = {name: relpath(path, folder) for name, path in {**NAMES, **rules}.items()}
    return "\n".join([markdown, "", *(f"[{name}]: {path}" for name, path in paths.items())])


def _entries(folder: str, paths: list[str]) -> list[str | dict[str, Any]]:
    """List a folder's pages, then its folders as sections of their own."""
    inside = [path.removeprefix(f"{folder}/") for path in paths if path.startswith(f"{folder}/")]
    pages = [f"{folder}/{path}" for path in inside if "/" not in path]
    below = sorted({path.partition("/")[0] for path in inside if "/" in path})
    return [*pages, *({name.capitalize(): _entries(f"{folder}/{name}", paths)} for name in below)]


def _rank(path: str) -> tuple[int, str]:
    stem = Path(path).stem
    return (FIRST.index(stem) if stem in FIRST else len(FIRST), path)

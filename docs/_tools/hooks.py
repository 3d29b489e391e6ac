"""What MkDocs asks while it builds: the pages of the rules, and the order of all pages."""

from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files
from rule_pages import rule_pages, site_links

from resnet_inspect.linter.registry import all_rules

Navigation = list[dict[str, Any]]

SECTIONS = {
    "Tutorials": "tutorials",
    "How to": "how-to",
    "Reference": "reference",
    "Explanation": "explanation",
}
"""Each section's title and its folder."""

FIRST = (
    "index", "first-look", "install", "inspect-your-own-file", "choose-what-the-table-shows",
    "notebook", "figures-for-your-paper", "numbers-for-scripts", "which-input-sizes-work",
    "memory-and-batch-size", "will-these-weights-load", "lint-in-ci",
    "review-an-architecture-change", "save-and-compare-traces", "survey-many-networks",
    "answers-without-torch",
    "coming-from-other-tools", "troubleshooting", "cli", "python",
)  # fmt: skip
"""Pages in their order; those of a section that are not here come last, by name."""

CODES = {rule.name: rule.code for rule in all_rules()}


def on_config(config: Any) -> Any:  # noqa: ANN401 - MkDocs's configuration
    """Order the pages: those in the folders and those made from the code."""
    folder = Path(config["docs_dir"])
    written = [page.relative_to(folder).as_posix() for page in folder.glob("**/*.md")]
    paths = sorted({*written, *(path for path, _ in rule_pages())}, key=_rank)
    sections: Navigation = [{title: _entries(name, paths)} for title, name in SECTIONS.items()]
    config["nav"] = [{"Overview": "index.md"}, *sections]
    return config


def on_files(files: Files, config: Any) -> Files:  # noqa: ANN401 - see above
    """Add the pages of the rules."""
    for path, text in rule_pages():
        files.append(File.generated(config, path, content=text))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:  # noqa: ANN401 - see above
    """Link the pages of rules, where a reader of the repository gets their files."""
    return site_links(markdown, page.file.src_uri)


def _entries(folder: str, paths: list[str]) -> list[str | dict[str, Any]]:
    """List a folder's pages, then its folders as sections of their own."""
    inside = [path.removeprefix(f"{folder}/") for path in paths if path.startswith(f"{folder}/")]
    pages = [f"{folder}/{path}" for path in inside if "/" not in path]
    below = sorted({path.partition("/")[0] for path in inside if "/" in path})
    return [*pages, *({name.capitalize(): _entries(f"{folder}/{name}", paths)} for name in below)]


def _rank(path: str) -> tuple[int, str]:
    """Return what sorts the pages: rules stand in the order of their codes."""
    stem = Path(path).stem
    return (FIRST.index(stem) if stem in FIRST else len(FIRST), CODES.get(stem, path))

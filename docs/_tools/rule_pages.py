"""A page for each lint rule, from the rule's own documentation."""

import re
from collections.abc import Iterator
from functools import cache
from os.path import relpath
from pathlib import Path

import resnet_inspect.linter.rules
from resnet_inspect.linter.registry import all_rules
from resnet_inspect.linter.rule import Rule

FOLDER = "reference/rules"

SOURCES = "resnet_inspect/linter/rules"
"""Where the rules are: in a repository that is read as files, a link leads to the rule's file."""

LINK = re.compile(rf"\]\((?:\.\./)*{SOURCES}(?:/\w+/(?P<file>\w+)\.py)?\)")


@cache
def rule_files() -> dict[str, str]:
    """Return the file of each rule, by its code."""
    folder = Path(resnet_inspect.linter.rules.__path__[0])
    names = {file.stem: file.relative_to(folder).as_posix() for file in folder.glob("*/*.py")}
    return {rule.code: f"{SOURCES}/{names[stem_of(rule)]}" for rule in all_rules()}


def rule_file(code: str) -> str:
    """Return the file of a rule, from the project's folder."""
    return rule_files()[code]


def stem_of(rule: Rule) -> str:
    """Return the name of a rule's file, without its ending."""
    return rule.name.replace("-", "_")


def site_links(markdown: str, page: str) -> str:
    """Return a page's text with the pages of rules in place of their files.

    Args:
        markdown: The text.
        page: Its path in the documentation.
    """

    def link(found: re.Match[str]) -> str:
        name = (found["file"] or "index").replace("_", "-")
        return f"]({relpath(f'{FOLDER}/{name}.md', Path(page).parent)})"

    return LINK.sub(link, markdown)


def rule_pages() -> Iterator[tuple[str, str]]:
    """Yield the path and the Markdown of each page, the index first."""
    rules = all_rules()
    yield f"{FOLDER}/index.md", _index(rules)
    for rule in rules:
        yield f"{FOLDER}/{rule.name}.md", _page(rule)


def _index(rules: tuple[Rule, ...]) -> str:
    rows = "".join(
        f"| [{rule.code}]({rule.name}.md) | `{rule.name}` | {rule.severity} | {rule.summary}. |\n"
        for rule in rules
    )
    return (
        f"# Lint rules\n\n| code | name | severity | reports |\n| --- | --- | --- | --- |\n{rows}"
    )


def _page(rule: Rule) -> str:
    summary, _, rest = rule.doc.strip().partition("\n")
    return f"# {rule.code} {rule.name}\n\nSeverity: {rule.severity}\n\n{summary}\n{rest}\n"

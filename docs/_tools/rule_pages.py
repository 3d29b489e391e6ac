"""A page for each lint rule, from the rule's own documentation."""

from collections.abc import Iterator

from resnet_inspect.linter.registry import all_rules
from resnet_inspect.linter.rule import Rule

FOLDER = "reference/rules"


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
    facts = f"**{rule.code}** · {rule.severity}"
    return f"# {rule.name}\n\n{facts}\n\n{summary}\n{rest}\n"

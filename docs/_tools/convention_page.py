"""The page that says how other tools count."""

from resnet_inspect.analysis.witnesses.conventions import CONVENTIONS

INTRODUCTION = """# How other tools count

Each total can be put together from what this tool counts;
[MACs and FLOPs](../explanation/macs-and-flops.md) shows the figures for ResNet-50.

| tool | unit | counts |
| --- | --- | --- |
"""


def convention_page() -> str:
    """Return the page, in Markdown."""
    return INTRODUCTION + "".join(
        f"| {convention.tool} | {convention.unit} | {convention.summary} |\n"
        for convention in CONVENTIONS
    )

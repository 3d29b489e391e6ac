"""Writes the pages of docs/reference that are made from the code: `make reference`."""

from pathlib import Path

import python_page
from cli_reference import cli_reference
from convention_page import convention_page
from network_page import network_page

FOLDER = Path(__file__).parents[1] / "reference"

PAGES = {
    "python.md": python_page.page,
    "cli.md": cli_reference,
    "networks.md": network_page,
    "conventions.md": convention_page,
}
"""Each page and the function that returns its text."""


def main() -> None:
    """Write every page."""
    for name, text in PAGES.items():
        (FOLDER / name).write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()

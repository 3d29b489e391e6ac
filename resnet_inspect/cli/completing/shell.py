"""Answers the shell: commands and targets for the first word, then what the command knows."""

import io
import os
import sys
from collections.abc import Callable, Collection
from contextlib import redirect_stdout
from typing import Any

from typer import core

from resnet_inspect.cli.completing.targets import complete_target
from resnet_inspect.cli.completing.words import before_colon, prepare


def targets(incomplete: str) -> list[Any]:
    """Return the targets that begin with what was typed, as typer has them."""
    item: Any = core.CompletionItem  # type: ignore[attr-defined]
    found = complete_target(incomplete) if not incomplete.startswith("-") else []
    return [item(target) for target in found]


def complete(commands: Collection[str], answer: Callable[[], Any]) -> None:
    """Print what typer answers to the shell's question.

    Args:
        commands: The names of the commands.
        answer: Runs typer, which reads the question from the environment.
    """
    prepare(os.environ, commands)
    kept, said = before_colon(os.environ), io.StringIO()
    try:
        with redirect_stdout(said):
            answer()
    finally:
        lines = [line.removeprefix(kept) for line in said.getvalue().splitlines()]
        sys.stdout.write("".join(f"{line}\n" for line in lines))

"""``resnet-inspect rule CODE``: what a lint rule reports, why, and what to write instead."""

from difflib import get_close_matches
from typing import Annotated

import typer

from resnet_inspect.cli.completing import values
from resnet_inspect.cli.output import columns_to_fit
from resnet_inspect.cli.paragraphs import filled
from resnet_inspect.errors import UsageError


def rule_command(
    code: Annotated[
        str,
        typer.Argument(
            metavar="RULE",
            autocompletion=values.one_of(values.rules),
            help="A code or name: RES101.",
        ),
    ],
) -> None:
    """Explain a lint rule: what it reports, why, a bad and a good example, and references.

    Examples:
        resnet-inspect rule RES102
        resnet-inspect rule missing-join
    """
    from resnet_inspect.linter.registry import all_rules  # noqa: PLC0415 - `--help` needs none of it

    rules = {key: rule for rule in all_rules() for key in (rule.code.lower(), rule.name)}
    rule = rules.get(code.lower())
    if rule is None:
        near = get_close_matches(code.lower(), rules, 3)
        guess = f"Did you mean {' or '.join(near)}? " if near else ""
        raise UsageError(f"there is no rule `{code}`", f"{guess}`resnet-inspect rules` lists all.")
    text = f"# {rule.code} {rule.name} ({rule.severity})\n\n{rule.doc.strip()}"
    typer.echo(filled(text, columns_to_fit()))

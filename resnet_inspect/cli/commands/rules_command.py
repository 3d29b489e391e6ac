"""``resnet-inspect rules``: all lint rules, one a line."""

from textwrap import fill

import typer

from resnet_inspect.cli.output import columns_to_fit


def rules_command() -> None:
    """List the lint rules: code, severity, name and what they report.

    Examples:
        resnet-inspect rules
    """
    from resnet_inspect.linter.registry import all_rules  # noqa: PLC0415 - `--help` needs none of it

    rules = all_rules()
    width = max(len(rule.name) for rule in rules)
    columns = columns_to_fit()
    for rule in rules:
        head = f"{rule.code}  {rule.severity:<7}  {rule.name:<{width}}  "
        indent = " " * min(len(head), columns // 2)
        line = f"{head}{rule.summary}"
        typer.echo(fill(line, columns, subsequent_indent=indent) if columns else line)

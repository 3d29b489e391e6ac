"""``resnet-inspect rules``: all lint rules, one a line."""

import typer


def rules_command() -> None:
    """List the lint rules: code, severity, name and what they report.

    Examples:
        resnet-inspect rules
    """
    from resnet_inspect.linter.registry import all_rules  # noqa: PLC0415 - `--help` needs none of it

    rules = all_rules()
    width = max(len(rule.name) for rule in rules)
    for rule in rules:
        typer.echo(f"{rule.code}  {rule.severity:<7}  {rule.name:<{width}}  {rule.summary}")

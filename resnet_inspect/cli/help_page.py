"""How `--help` is laid out: examples first, options in groups, each argument as one writes it."""

from collections.abc import Iterable, Iterator
from typing import Any

from typer.core import TyperCommand

from resnet_inspect.cli.options.plain_values import read_plainly

EXAMPLES = "\n\nExamples:\n"
"""What separates a command's description from its examples, in its docstring."""

UNGROUPED = "Options"

Rows = list[tuple[str, str]]


def described(doc: str) -> tuple[str, str]:
    r"""Return a command's description and its examples.

    Example:
        >>> described("Draw it.\n\nExamples:\n    resnet-inspect diagram resnet50")
        ('Draw it.', '    resnet-inspect diagram resnet50')
    """
    text, _, examples = doc.partition(EXAMPLES)
    return text, examples


def sections(command: Any, context: Any) -> dict[str, Rows]:  # noqa: ANN401 - typer's own
    """Return the rows of a command's help, in groups: what is written, and what it does."""
    found: dict[str, Rows] = {}
    for parameter in command.get_params(context):
        if parameter.param_type_name == "argument":
            found.setdefault("Arguments", []).append((parameter.metavar, parameter.help))
        elif record := parameter.get_help_record(context):
            found.setdefault(parameter.rich_help_panel or UNGROUPED, []).append(record)
    found[UNGROUPED] = found.pop(UNGROUPED)  # last: `--help` is among them
    return found


def arguments(parameters: Iterable[Any]) -> Iterator[str]:
    """Yield the arguments as a line of usage has them: ``BEFORE``, ``[AFTER]``, ``TARGET...``."""
    for parameter in parameters:
        if parameter.param_type_name == "argument":
            written = f"{parameter.metavar}{'...' if parameter.nargs == -1 else ''}"
            yield written if parameter.required else f"[{written}]"


def write_description(formatter: Any, doc: str) -> None:  # noqa: ANN401 - typer's own
    """Write the description as paragraphs, and the examples as they are."""
    text, examples = described(doc)
    formatter.write_paragraph()
    with formatter.indentation():
        formatter.write_text(text)
    if examples:
        formatter.write(f"{EXAMPLES[1:]}{examples.replace('    ', '  ')}\n")


class HelpedCommand(TyperCommand):
    """A command whose help reads well on a terminal of 80 columns, and that starts quickly."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - typer's own
        """Read the words of the command line."""
        read_plainly(self.get_params(ctx))
        return super().parse_args(ctx, args)

    def collect_usage_pieces(self, ctx: Any) -> list[str]:  # noqa: ANN401 - typer's own
        """Return what stands after the command's name."""
        return [*arguments(self.get_params(ctx)), "[OPTIONS]"]

    def format_help_text(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002 - typer's own
        """Write what the command does."""
        write_description(formatter, self.help or "")

    def format_options(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - typer's own
        """Write arguments and options in their groups."""
        for title, rows in sections(self, ctx).items():
            with formatter.section(title):
                formatter.write_dl(rows)

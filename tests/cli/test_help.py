"""What `--help` shows: examples that work, options in groups, and nothing cut at 80 columns."""

import shlex
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from resnet_inspect.cli.help_page import described, sections
from resnet_inspect.cli.main import COMMANDS, command_line, contents
from resnet_inspect.cli.summaries import summary

WIDTH = 80


def command(name: str) -> Any:  # noqa: ANN401 - typer's own
    return typer.main.get_command(command_line([name])).commands[name]  # type: ignore[attr-defined]


def examples(name: str) -> list[str]:
    return [line.strip() for line in described(command(name).help)[1].splitlines()]


def helped(app: typer.Typer, *words: str) -> str:
    return CliRunner().invoke(app, [*words, "--help"], terminal_width=WIDTH).output


@pytest.mark.parametrize("name", COMMANDS)
def test_the_examples_of_a_command_are_command_lines_that_it_takes(name: str) -> None:
    assert examples(name)
    for line in examples(name):
        program, first, *words = shlex.split(line)
        assert (program, first if first in COMMANDS else "inspect") == ("resnet-inspect", name)
        command(name).make_context(name, words if first == name else [first, *words])


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_stands_in_one_group_of_the_help(name: str) -> None:
    one = command(name)
    context = one.make_context(name, [], resilient_parsing=True)
    rows = [row for rows in sections(one, context).values() for row in rows]
    assert len(rows) == len(one.get_params(context))
    shown = helped(command_line([name, "rules"]), name)
    assert [written for written, _ in rows if written not in shown] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_nothing_is_wider_than_80_columns(name: str) -> None:
    lines = helped(command_line([name, "rules"]), name).splitlines()
    assert [line for line in lines if len(line) > WIDTH] == []


def test_the_commands_stand_with_their_whole_sentences() -> None:
    shown = " ".join(helped(contents()).split())
    assert [name for name in COMMANDS if f"{name} {summary(COMMANDS[name])}" not in shown] == []

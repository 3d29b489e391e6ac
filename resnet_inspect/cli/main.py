"""The ``resnet-inspect`` command: finds the subcommand, and turns errors into messages.

Only the module of the command that runs is imported. A first word that is no command is a target,
so that ``resnet-inspect resnet50`` inspects it.
"""

import atexit
import gc
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from difflib import get_close_matches
from functools import wraps
from importlib import import_module
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup

from resnet_inspect.cli.help_page import HelpedCommand, write_description
from resnet_inspect.cli.options.plain_values import read_plainly
from resnet_inspect.cli.overwriting import overwritten
from resnet_inspect.cli.summaries import summary
from resnet_inspect.cli.supervision.supervisor import (
    DeathError,
    runs_users_code,
    streams_are_open,
    supervised,
)
from resnet_inspect.cli.supervision.unforeseen import (
    UnforeseenError,
    broken_torch,
    lacks_memory,
    reason_of,
)
from resnet_inspect.cli.wording import readable, say
from resnet_inspect.errors import ConstructionError, HangError, InspectError, UsageError
from resnet_inspect.targets import watch

SECTIONS = {
    "See a network": ("inspect", "residuals", "sizes", "list"),
    "Draw it": ("diagram", "table"),
    "Find what is wrong": ("lint", "rules", "rule"),
    "Compare": ("diff", "weights", "survey"),
}
"""The commands, as `--help` groups them."""

COMMANDS = {name: f"{name}_command" for names in SECTIONS.values() for name in names}
"""Each command and the module in ``commands`` that holds its function."""

ABOUT = """Inspect ResNets: shapes, parameters, FLOPs and residual connections, without allocating
memory. `resnet-inspect TARGET` is short for `resnet-inspect inspect TARGET`.

Examples:
    resnet-inspect resnet50
    resnet-inspect my.py:Net --input 32
    resnet-inspect lint my.py
    resnet-inspect diagram my.py -o figure.pdf
"""

GLOBAL_OPTIONS = frozenset(
    {"--help", "-h", "--version", "--install-completion", "--show-completion"}
)

PROGRAM = "resnet-inspect"
INSTRUCTION = "_RESNET_INSPECT_COMPLETE"
"""Set where the shell asks."""

FINDING, USAGE, INTERRUPTED, BROKEN_PIPE = 1, 2, 130, 141

GARBAGE_THRESHOLD = 100_000
"""Importing torch makes many objects and no garbage: looking for it seldom saves a tenth of it."""


def run() -> None:
    """Run the command line and exit with its status."""
    gc.set_threshold(GARBAGE_THRESHOLD)
    streams_are_open()
    words = sys.argv[1:] or ["--help"]
    completing = INSTRUCTION in os.environ
    names: Iterable[str] = [words[0]]
    if completing:
        names = COMMANDS
    elif words[0] not in {*COMMANDS, *GLOBAL_OPTIONS}:
        names, words = ["inspect"], ["inspect", *words]
        leave_for_misspelled_command(words[1])
    keep_files(words)

    def command() -> NoReturn:
        line = contents() if GLOBAL_OPTIONS.intersection(names) else command_line(names)
        leave(status_of(lambda: line(args=words, prog_name=PROGRAM)))

    if completing:
        with suppress(Exception):  # the shell asks in variables that may hold anything
            leave(status_of(answer_the_shell))
        leave(FINDING)
    if runs_users_code(words):
        leave(status_of(lambda: sys.exit(supervised(command))))
    try:
        command()
    except Exception as error:  # noqa: BLE001 - a defect of ours
        explain(UnforeseenError(reason_of(error)))
        leave(USAGE)


def answer_the_shell() -> None:
    """Print what may stand in the place of the word that is being typed."""
    from resnet_inspect.cli.completing.shell import complete  # noqa: PLC0415 - only for the shell

    complete(COMMANDS, lambda: command_line(COMMANDS)(args=[], prog_name=PROGRAM))


def keep_files(words: Sequence[str]) -> None:
    """End before anything is done where a file is named as what is read and as the output, too."""
    if word := overwritten(words):
        explain(UsageError(f"`{word}` would be overwritten", "Name another file with -o."))
        leave(USAGE)


def leave_for_misspelled_command(word: str) -> None:
    """End with an answer where a word is nearly a command, and neither a file nor a network."""
    near = get_close_matches(word, COMMANDS, 3, 0.7) if word.isalpha() else []
    if not near:
        return
    from resnet_inspect.models.variants import VARIANTS, canonical_name  # noqa: PLC0415 - rarely

    if canonical_name(word) not in VARIANTS:
        explain(UsageError(f"there is no command `{word}`", f"Did you mean {' or '.join(near)}?"))
        leave(USAGE)


def leave(status: int) -> NoReturn:
    """End the process without taking torch apart module by module.

    The interpreter would spend a quarter of the time of ``import torch`` on that, and 130 MB.
    What was registered to run at exit runs.
    """
    watch.through(status)
    atexit._run_exitfuncs()  # noqa: SLF001 - multiprocessing's children end in the same way
    with suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(status)


class _Commands(TyperGroup):
    """Answers what is wrong with an option in words that can be read, however long it is.

    A first word that is none of them is a target: the shell is offered both.
    """

    def format_help_text(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002 - typer's own
        """Write what the program does."""
        write_description(formatter, self.help or "")

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002 - typer's own
        """Write each command with its whole sentence, in groups."""
        for title, names in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(name, self.commands[name].help or "") for name in names])

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:  # noqa: ANN401 - typer's own
        """Return the commands and the targets that begin with what was typed."""
        from resnet_inspect.cli.completing.shell import targets  # noqa: PLC0415 - only for the shell

        return [*super().shell_complete(ctx, incomplete), *targets(incomplete)]

    def make_context(self, *args: Any, **extra: Any) -> Any:  # noqa: ANN401 - typer's own
        """Read the words before the command."""
        with _readable_errors():
            return super().make_context(*args, **extra)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - typer's own
        """Read the options that stand before the command."""
        read_plainly(self.get_params(ctx))
        return super().parse_args(ctx, args)

    def invoke(self, *args: Any, **extra: Any) -> Any:  # noqa: ANN401 - typer's own
        """Read the command's words, and run it."""
        with _readable_errors():
            return super().invoke(*args, **extra)


@contextmanager
def _readable_errors() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        if isinstance(said := getattr(error, "message", None), str):  # as all errors of typer's
            error.message = readable(said.removeprefix("Value error, "))  # type: ignore[attr-defined]
        raise


def command_line(names: Iterable[str]) -> typer.Typer:
    """Return the command line with these commands."""
    app = _options_alone()
    for name in names:
        module = import_module(f"resnet_inspect.cli.commands.{COMMANDS[name]}")
        app.command(name, cls=HelpedCommand)(_with_status(getattr(module, COMMANDS[name])))
    return app


def contents() -> typer.Typer:
    """Return the command line as `--help` shows it: commands that only say what they do."""
    app = _options_alone()
    for name, function in COMMANDS.items():
        app.command(name, help=summary(function))(_nothing)
    return app


def _nothing() -> None:
    """Stand for a command that is not imported."""


def _options_alone() -> typer.Typer:
    app = typer.Typer(
        cls=_Commands,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
        help=ABOUT,
        epilog="`resnet-inspect COMMAND --help` has a command's own examples and options.",
    )
    app.callback()(_global_options)
    return app


def _with_status(command: Callable[..., Any]) -> Callable[..., None]:
    """Explain a command's errors inside of typer, which has its own ideas of some of them.

    It ends silently at Ctrl-C, and a pipe without a reader is a finding (1) to it.
    """

    @wraps(command)
    def run_command(*args: Any, **options: Any) -> None:  # noqa: ANN401 - as the command's
        raise typer.Exit(status_of(lambda: command(*args, **options)))

    return run_command


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - typer's callback protocol
    if wanted:
        from resnet_inspect.version import own_version  # noqa: PLC0415 - only here

        typer.echo(f"resnet-inspect {own_version()}")
        raise typer.Exit


def _global_options(
    show_version: bool = typer.Option(  # noqa: FBT001 - an option
        False,  # noqa: FBT003 - its default
        "--version",
        callback=_print_version,
        is_eager=True,
        help="Print the version.",
    ),
) -> None:
    """Take the options that stand before the command."""


def status_of(command: Callable[[], Any]) -> int:
    """Run a command and return its exit status, with errors explained on standard error."""
    try:
        command()
        sys.stdout.flush()
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else USAGE
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except KeyboardInterrupt:
        say("interrupted")
        return INTERRUPTED
    except InspectError as error:
        explain(error)
        return USAGE if _is_trouble(error) else FINDING
    except Exception as error:
        if isinstance(error, OSError | MemoryError) or lacks_memory(error):
            said: UsageError | None = _system_error(error)
        else:
            said = broken_torch(error)
        if said is None:
            raise
        explain(said)
        return USAGE
    return 0


def _is_trouble(error: InspectError) -> bool:
    """Whether an error is none of the command's answers: 1 is a finding, or a difference."""
    command = sys.argv[1:2]
    return (
        isinstance(error, UsageError | UnforeseenError)
        or command == ["diff"]
        or (command == ["lint"] and isinstance(error, DeathError | HangError))
    )


def _system_error(error: Exception) -> UsageError:
    """Say what the system refused: a full disk, a file that may not be read, a folder gone."""
    if not isinstance(error, OSError):
        return UsageError(
            "there is not enough memory for this", "`ulimit -v` shows what a process may take."
        )
    reason = error.strerror or str(error)
    if error.filename:
        return UsageError(f"`{error.filename}`: {reason}")
    if not isinstance(error, FileNotFoundError):
        return UsageError(f"the output cannot be written: {reason}")
    try:
        os.getcwd()  # noqa: PTH109 - only whether there is one
    except FileNotFoundError:
        return UsageError("the current folder is gone", "Go to one that exists: cd ~.")
    return UsageError(reason)


def explain(error: InspectError) -> None:
    """Print what went wrong and what to do."""
    if isinstance(error, ConstructionError) and error.traceback:
        say(error.traceback)
    say(f"error: {error.message}")
    if error.hint:
        say(f"hint: {error.hint}")

"""Jinja templates: ours, or a user's own of the same name."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from resnet_inspect.errors import InspectError, UsageError, said_by
from resnet_inspect.reading import read_whole
from resnet_inspect.visible import visible

if TYPE_CHECKING:
    from jinja2 import Environment

HTML_MARKS = ("{%", "%}", "{{", "}}", "{#", "#}")
LATEX_MARKS = ("<%", "%>", "<<", ">>", "<#", "#>")
"""Delimiters of blocks, variables and comments; LaTeX's braces stay its own."""

LONGEST = 60
"""Seconds that a template may take."""


def fill(name: str, folder: str | None = None, **values: object) -> str:
    """Return the template ``name`` with its values filled in.

    Args:
        name: ``figure.tex.j2``, for example.
        folder: A folder of the user's whose templates come before ours.
        values: What the template may use; a name that it misspells is an error.

    Raises:
        UsageError: The folder does not exist, or its template is wrong, or does not end.
    """
    environment = _environment(folder, latex=name.endswith(".tex.j2"))
    try:
        with _limited(name):
            return environment.get_template(name).render(**values)
    except InspectError:
        raise
    except Exception as error:
        if folder is None:
            raise
        said = f"{type(error).__name__}: {said_by(error)}"
        raise UsageError(f"the template {name} in `{folder}` cannot be used: {said}") from None


@contextmanager
def _limited(name: str) -> Iterator[None]:
    """End a template that does not end by itself, where a signal can."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "SIGALRM"):
        yield
        return

    def ring(*_: object) -> NoReturn:
        raise UsageError(f"the template {name} did not end within {LONGEST} s", "Mend its loop.")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, LONGEST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _environment(folder: str | None, *, latex: bool) -> "Environment":
    """Return an environment in which a template reads what it is given, and nothing else."""
    from jinja2 import (  # noqa: PLC0415 - only formats with templates need Jinja
        ChoiceLoader,
        FunctionLoader,
        PackageLoader,
        StrictUndefined,
    )
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415 - see above

    if folder is not None and not Path(folder).is_dir():
        raise UsageError(f"there is no template folder `{folder}`")
    own = [FunctionLoader(lambda name: _read(Path(folder), name))] if folder else []
    loader = ChoiceLoader([*own, PackageLoader("resnet_inspect.templates", "")])
    # LaTeX has rules of its own for escaping, which the values follow already.
    return ImmutableSandboxedEnvironment(
        *(LATEX_MARKS if latex else HTML_MARKS), loader=loader, autoescape=not latex,
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True, finalize=_shown,
    )  # fmt: skip


def _read(folder: Path, name: str) -> str | None:
    """Return the user's template of a name; None where there is none in the folder itself."""
    file = folder / name
    if Path(name).name != name or not file.exists():
        return None
    try:
        return read_whole(file).decode()
    except UnicodeDecodeError as error:
        raise UsageError(f"`{file}` is no text: {error}", "Save it as UTF-8.") from None


def _shown(value: object) -> object:
    """Write control characters in a text out; markup of ours is finished."""
    return visible(value) if type(value) is str else value

"""Jinja templates: ours, or a user's own of the same name."""

from pathlib import Path
from typing import TYPE_CHECKING

from resnet_inspect.errors import UsageError
from resnet_inspect.visible import visible

if TYPE_CHECKING:
    from jinja2 import Environment

HTML_MARKS = ("{%", "%}", "{{", "}}", "{#", "#}")
LATEX_MARKS = ("<%", "%>", "<<", ">>", "<#", "#>")
"""Delimiters of blocks, variables and comments; LaTeX's braces stay its own."""


def fill(name: str, folder: str | None = None, **values: object) -> str:
    """Return the template ``name`` with its values filled in.

    Args:
        name: ``figure.tex.j2``, for example.
        folder: A folder of the user's whose templates come before ours.
        values: What the template may use; a name that it misspells is an error.

    Raises:
        UsageError: The folder does not exist, or its template is wrong.
    """
    from jinja2 import TemplateError  # noqa: PLC0415 - only formats with templates need Jinja

    environment = _environment(folder, latex=name.endswith(".tex.j2"))
    try:
        return environment.get_template(name).render(**values)
    except TemplateError as error:
        raise UsageError(f"the template {name} cannot be used: {error}") from error


def _shown(value: object) -> object:
    """Write control characters in a text out; markup of ours is finished."""
    return visible(value) if type(value) is str else value


def _environment(folder: str | None, *, latex: bool) -> "Environment":
    from jinja2 import (  # noqa: PLC0415 - see fill
        ChoiceLoader,
        Environment,
        FileSystemLoader,
        PackageLoader,
        StrictUndefined,
    )

    if folder is not None and not Path(folder).is_dir():
        raise UsageError(f"there is no template folder `{folder}`")
    own = [FileSystemLoader(folder)] if folder else []
    loader = ChoiceLoader([*own, PackageLoader("resnet_inspect.templates", "")])
    # LaTeX has rules of its own for escaping, which the values follow already.
    return Environment(
        *(LATEX_MARKS if latex else HTML_MARKS), loader=loader, autoescape=not latex,  # noqa: S701
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True, finalize=_shown,
    )  # fmt: skip

"""How findings name files and places."""

from pathlib import Path

from resnet_inspect.graph import SourceSpan


def relative(path: str) -> str:
    """Return a path as seen from the current folder, if it lies in it."""
    try:
        return Path(path).relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path


def location(span: SourceSpan | None) -> str:
    """Write ``file:line:column``, columns counted from 1 as editors do."""
    if span is None:
        return "(no source)"
    column = "" if span.column is None else f":{span.column + 1}"
    return f"{relative(span.file)}:{span.line}{column}"


def blocks(modules: tuple[str, ...], limit: int = 6) -> str:
    """List the modules in which a finding shows."""
    shown = ", ".join(module or "the network itself" for module in modules[:limit])
    rest = len(modules) - limit
    return f"{shown} and {rest} more" if rest > 0 else shown

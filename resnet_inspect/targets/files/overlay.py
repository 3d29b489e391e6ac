"""Importing edited source without writing it: a fix is tried before it is offered."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.machinery import SourceFileLoader
from types import CodeType


@contextmanager
def overlaid(texts: Mapping[str, str]) -> Iterator[None]:
    """Let files be imported with other texts than those on the disk, under their own names.

    Args:
        texts: The text of each file, by its absolute path.
    """
    original = SourceFileLoader.get_code

    def get_code(self: SourceFileLoader, fullname: str) -> CodeType | None:
        path = self.get_filename(fullname)
        text = texts.get(path)
        if text is None:
            return original(self, fullname)
        return compile(text, path, "exec", dont_inherit=True)

    SourceFileLoader.get_code = get_code  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        SourceFileLoader.get_code = original  # type: ignore[method-assign]

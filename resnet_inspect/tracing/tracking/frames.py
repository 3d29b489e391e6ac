"""The user's place in the source, read off the interpreter's frames.

A frame is the user's unless its code belongs to torch, to the tracer or to the standard library's
helpers in between. Code objects are told apart once, and each (code, instruction) becomes one
SourceSpan, so that a loop's thousandth call costs a dictionary look-up.
"""

import linecache
import sys
import sysconfig
from itertools import islice
from pathlib import Path
from types import CodeType, FrameType, TracebackType

import torch

from resnet_inspect.graph import SourceSpan

_HERE = Path(__file__).parents[1]

_FOREIGN = (
    str(Path(torch.__file__).parent) + "/",
    str(_HERE) + "/",
    str(_HERE.parent / "targets") + "/",
    "<frozen",
    "<string>",
)
_STANDARD_LIBRARY = sysconfig.get_path("stdlib") + "/"


_OPENING = str(_HERE.parent / "targets") + "/"
"""What builds a target: the frames around it are not the user's network."""

_ENTRIES = frozenset(str(_HERE / name) for name in ("trace.py", "backward.py"))
"""What begins a forward pass: the frames around it are the program that asked for the trace."""


class Frames:
    """Finds the user's frames, and remembers what it learned about code objects."""

    def __init__(self) -> None:
        self._is_user: dict[CodeType, bool] = {}
        self._spans: dict[tuple[CodeType, int], SourceSpan] = {}

    def caller(self, depth: int = 1) -> SourceSpan | None:
        """Return the innermost user expression of the forward pass, ``depth`` frames up or above.

        None where torch's own code alone is running, as in a bare ``nn.Sequential``.
        """
        frame: FrameType | None = sys._getframe(depth)  # noqa: SLF001 - the fast way to the stack
        while frame is not None:
            code = frame.f_code
            if self.is_user(code):
                return self.span(code, frame.f_lasti, frame.f_lineno)
            if code.co_filename in _ENTRIES:
                return None
            frame = frame.f_back
        return None

    def construction(self, module: object, depth: int = 1) -> tuple[SourceSpan, ...]:
        """Return the user's expressions that are running while ``module`` is constructed.

        They end with the one that constructs it; the program that asked for the network is left
        out.
        """
        frame: FrameType | None = sys._getframe(depth)  # noqa: SLF001 - see above
        spans: list[SourceSpan] = []
        while frame is not None and not frame.f_code.co_filename.startswith(_OPENING):
            code = frame.f_code
            if self.is_user(code) and (spans or not _is_own_method(frame, module)):
                spans.append(self.span(code, frame.f_lasti, frame.f_lineno))
            frame = frame.f_back
        return tuple(reversed(spans))

    def stack(self, depth: int, outermost: CodeType | None) -> tuple[SourceSpan, ...]:
        """Return the user's running expressions below the frame of ``outermost``."""
        frame: FrameType | None = sys._getframe(depth)  # noqa: SLF001 - see above
        spans = []
        while frame is not None and frame.f_code is not outermost:
            if self.is_user(frame.f_code):
                spans.append(self.span(frame.f_code, frame.f_lasti, frame.f_lineno))
            frame = frame.f_back
        return tuple(reversed(spans))

    def of_traceback(self, traceback: TracebackType | None) -> tuple[SourceSpan, ...]:
        """Return the user's places in a traceback, outermost first."""
        spans = []
        while traceback is not None:
            code = traceback.tb_frame.f_code
            if self.is_user(code):
                spans.append(self.span(code, traceback.tb_lasti, traceback.tb_lineno))
            traceback = traceback.tb_next
        return tuple(spans)

    def is_user(self, code: CodeType) -> bool:
        """Tell whether a code object is the user's."""
        known = self._is_user.get(code)
        if known is None:
            known = self._is_user[code] = self.is_user_file(code.co_filename)
        return known

    @staticmethod
    def is_user_file(file: str) -> bool:
        """Tell whether a file is the user's, or of a package that is traced."""
        if file.startswith(_FOREIGN):
            return False
        return not file.startswith(_STANDARD_LIBRARY) or "site-packages" in file

    def span(self, code: CodeType, instruction: int, line: int | None) -> SourceSpan:
        """Return the source text range of an instruction."""
        key = (code, instruction)
        span = self._spans.get(key)
        if span is None:
            span = self._spans[key] = _locate(code, instruction, line)
        return span


def _is_own_method(frame: FrameType, module: object) -> bool:
    """Tell whether a frame is a method of ``module``, such as its ``__init__``."""
    code = frame.f_code
    return bool(code.co_argcount) and frame.f_locals.get(code.co_varnames[0]) is module


def _locate(code: CodeType, instruction: int, line: int | None) -> SourceSpan:
    positions = next(islice(code.co_positions(), instruction // 2, None), (None,) * 4)
    start, end, column, end_column = positions
    if start is None or column is None:
        return SourceSpan(code.co_filename, line or code.co_firstlineno, function=code.co_name)
    return SourceSpan(
        file=code.co_filename,
        line=start,
        column=_characters(code.co_filename, start, column),
        end_line=end,
        end_column=_characters(code.co_filename, end, end_column),
        function=code.co_name,
    )


def _characters(file: str, line: int | None, offset: int | None) -> int | None:
    """Turn an offset in UTF-8 bytes, which the interpreter keeps, into one in characters."""
    if line is None or offset is None:
        return None
    text = linecache.getline(file, line)
    if text.isascii():
        return offset
    return len(text.encode()[:offset].decode(errors="ignore"))

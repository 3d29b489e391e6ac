"""The user's source, parsed: from a place in a trace to the syntax around it."""

import ast
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path

from resnet_inspect.graph import SourceSpan
from resnet_inspect.linter.source.lines import decoded, split_lines, without_end

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
Range = tuple[int, int, int, int]


class SourceFile:
    """One file of Python source.

    Raises:
        SyntaxError: The text is not Python.
    """

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.lines = [without_end(line) for line in split_lines(text)]
        self.tree = ast.parse(text)
        self._ascii = text.isascii()

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """The node around each node."""
        return {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    @cached_property
    def _expressions(self) -> dict[Range, ast.expr]:
        found: dict[Range, ast.expr] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.expr):
                found.setdefault(self._range(node), node)
        return found

    @cached_property
    def string_ranges(self) -> tuple[tuple[tuple[int, int], tuple[int, int]], ...]:
        """Start and end, as (line, column), of each string."""
        return tuple(
            ((start, column), (end, end_column))
            for (start, column, end, end_column), node in self._expressions.items()
            if isinstance(node, ast.Constant | ast.JoinedStr) and _is_text(node)
        )

    @cached_property
    def classes(self) -> tuple[ast.ClassDef, ...]:
        """All classes, nested ones included, in the order of their lines."""
        return tuple(node for node in ast.walk(self.tree) if isinstance(node, ast.ClassDef))

    @cached_property
    def functions(self) -> tuple[FunctionNode, ...]:
        """All functions and methods."""
        return tuple(node for node in ast.walk(self.tree) if isinstance(node, FunctionNode))

    def _range(self, node: ast.expr | ast.stmt | ast.arg | ast.keyword) -> Range:
        end_line = node.end_lineno or node.lineno
        start = self._characters(node.lineno, node.col_offset)
        return (node.lineno, start, end_line, self._characters(end_line, node.end_col_offset or 0))

    def _characters(self, line: int, offset: int) -> int:
        """Turn ast's count of UTF-8 bytes into one of characters."""
        if self._ascii or line > len(self.lines):
            return offset
        return len(self.lines[line - 1].encode()[:offset].decode(errors="replace"))

    def span(self, node: ast.AST) -> SourceSpan:
        """Return where a node stands."""
        if isinstance(node, ast.expr | ast.stmt | ast.arg | ast.keyword):
            line, column, end_line, end_column = self._range(node)
            return SourceSpan(self.path, line, column, end_line, end_column)
        return SourceSpan(self.path, getattr(node, "lineno", 1))

    def header(self, node: ast.ClassDef | FunctionNode | ast.If | ast.For) -> SourceSpan:
        """Return the first line of a compound statement, without its body."""
        line = node.lineno
        text = self.lines[line - 1]
        return SourceSpan(self.path, line, len(text) - len(text.lstrip()), line, len(text.rstrip()))

    def code(self, node: ast.AST) -> str:
        """Return a node's text as it is written."""
        span = self.span(node)
        if span.end_line is None or span.column is None:
            return ""
        lines = self.lines[span.line - 1 : span.end_line]
        if len(lines) == 1:
            return lines[0][span.column : span.end_column]
        inner = "\n".join(lines[1:-1])
        return "\n".join(
            [lines[0][span.column :], *([inner] if inner else []), lines[-1][: span.end_column]]
        )

    def at(self, span: SourceSpan | None) -> ast.expr | None:
        """Return the expression at ``span``, or the largest one that begins in its line."""
        if span is None:
            return None
        if span.column is not None and span.end_line is not None and span.end_column is not None:
            exact = self._expressions.get((span.line, span.column, span.end_line, span.end_column))
            if exact is not None:
                return exact
        calls = [node for (line, *_), node in self._expressions.items() if line == span.line]
        return max(calls, key=lambda node: len(self.code(node)), default=None)

    def enclosing(self, node: ast.AST | None, *types: type) -> ast.AST | None:
        """Return the innermost node of one of ``types`` around ``node``."""
        return next((outer for outer in self.outward(node) if isinstance(outer, types)), None)

    def outward(self, node: ast.AST | None) -> Iterator[ast.AST]:
        """Yield the nodes around ``node``, innermost first."""
        while node is not None and (node := self.parents.get(node)) is not None:
            yield node

    def statement(self, node: ast.AST | None) -> ast.stmt | None:
        """Return the statement that ``node`` is in, or is."""
        if isinstance(node, ast.stmt):
            return node
        found = self.enclosing(node, ast.stmt)
        return found if isinstance(found, ast.stmt) else None

    def function(self, node: ast.AST | None) -> FunctionNode | None:
        """Return the function around ``node``."""
        found = self.enclosing(node, ast.FunctionDef, ast.AsyncFunctionDef)
        return found if isinstance(found, FunctionNode) else None

    def function_at(self, line: int) -> FunctionNode | None:
        """Return the innermost function that covers a line."""
        around = [
            function
            for function in self.functions
            if function.lineno <= line <= (function.end_lineno or function.lineno)
        ]
        return max(around, key=lambda function: function.lineno, default=None)

    def class_at(self, name: str, line: int | None = None) -> ast.ClassDef | None:
        """Return the class of that name, the one nearest to ``line`` if there are several."""
        named = [one for one in self.classes if one.name == name]
        return min(named, key=lambda one: abs(one.lineno - (line or one.lineno)), default=None)


def _is_text(node: ast.Constant | ast.JoinedStr) -> bool:
    return isinstance(node, ast.JoinedStr) or isinstance(node.value, str)


class Sources:
    """The files that a trace points into, each read and parsed once.

    Args:
        read: Returns a file's text, or None where there is none.
    """

    def __init__(self, read: Callable[[str], str | None] | None = None) -> None:
        self._read = read or _read_text
        self._files: dict[str, SourceFile | None] = {}

    def file(self, path: str) -> SourceFile | None:
        """Return the parsed file, None where it cannot be read or is not Python."""
        if path not in self._files:
            self._files[path] = self._parse(path)
        return self._files[path]

    def of(self, span: SourceSpan | None) -> SourceFile | None:
        """Return the file that ``span`` points into."""
        return self.file(span.file) if span is not None else None

    def at(self, span: SourceSpan | None) -> ast.expr | None:
        """Return the expression at ``span``."""
        file = self.of(span)
        return file.at(span) if file is not None else None

    def texts(self) -> dict[str, str]:
        """Return the text of each file that was read."""
        return {path: file.text for path, file in self._files.items() if file is not None}

    def _parse(self, path: str) -> SourceFile | None:
        text = self._read(path)
        if text is None:
            return None
        try:
            return SourceFile(path, text)
        except (SyntaxError, ValueError):
            return None


def _read_text(path: str) -> str | None:
    try:
        return decoded(Path(path).read_bytes())
    except (OSError, UnicodeDecodeError):
        return None


def method(class_node: ast.ClassDef | None, name: str) -> FunctionNode | None:
    """Return a class's own method."""
    body = class_node.body if class_node is not None else []
    return next((one for one in body if isinstance(one, FunctionNode) and one.name == name), None)


def argument(call: ast.Call, name: str, position: int | None = None) -> ast.expr | None:
    """Return a call's argument by keyword or, failing that, by position."""
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    if position is None or any(isinstance(one, ast.Starred) for one in call.args[: position + 1]):
        return None
    return call.args[position] if position < len(call.args) else None


def self_attribute(node: ast.AST | None) -> str:
    """Return ``name`` where the node is ``self.name``, else nothing."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return node.attr if node.value.id == "self" else ""
    return ""


def is_text(statement: ast.stmt) -> bool:
    """Whether a statement is a docstring or another bare text."""
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def names_read(node: ast.AST) -> set[str]:
    """Return the variables that are read anywhere below ``node``."""
    return {
        one.id
        for one in ast.walk(node)
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)
    }


def none_by_default(function: FunctionNode) -> Iterator[str]:
    """Yield the parameters of a function that are None unless they are given."""
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args]
    pairs = [
        *zip(reversed(named), reversed(arguments.defaults), strict=False),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
    ]
    for one, value in pairs:
        if isinstance(value, ast.Constant) and value.value is None:
            yield one.arg


def called_name(call: ast.AST | None) -> str:
    """Return the last part of what a call calls: ``Conv2d`` for ``nn.Conv2d(...)``."""
    if not isinstance(call, ast.Call):
        return ""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def about_weights(function: FunctionNode) -> bool:
    """Whether a method constructs, initializes, loads or freezes, and computes no output."""
    words = ("init", "reset", "load", "freeze")
    return any(word in function.name for word in words)

"""The comment that stands behind the code of a line."""

import io
import tokenize

from resnet_inspect.graph import SourceSpan
from resnet_inspect.linter.source.syntax import SourceFile, Sources


def comment_of(sources: Sources, span: SourceSpan | None) -> str:
    """Return the comment behind the line in which a place ends, in lower case."""
    file = sources.of(span)
    if file is None or span is None:
        return ""
    return comments(file).get(span.end_line or span.line, "").lower()


def comments(file: SourceFile) -> dict[int, str]:
    """Return the comments that stand behind code, by line."""
    found: dict[int, str] = {}
    try:
        for token in tokenize.generate_tokens(io.StringIO(file.text).readline):
            if token.type == tokenize.COMMENT and token.line[: token.start[1]].strip():
                found[token.start[0]] = token.string.lstrip("# ")
    except tokenize.TokenError:
        return found
    return found

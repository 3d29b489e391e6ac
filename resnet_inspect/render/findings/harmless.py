"""Findings that can be shown: of names and messages of the network's, nothing acts."""

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any

from resnet_inspect.graph import SourceSpan
from resnet_inspect.linter.finding import Finding, Findings, Place
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.visible import on_one_line, visible

_SHOWN = Finding | Place | SourceSpan | Fix
_UNTOUCHED = frozenset({"edits", "other_fixes"})


def harmless(results: Iterable[Findings]) -> list[Findings]:
    """Return the findings with control characters in their texts written out."""
    return [_result(result) for result in results]


def _result(result: Findings) -> Findings:
    return replace(
        result,
        target=on_one_line(result.target), network=on_one_line(result.network),
        error=visible(result.error), hint=visible(result.hint),
        findings=tuple(map(_text, result.findings)),
        sources={on_one_line(file): text for file, text in result.sources.items()},
    )  # fmt: skip


def _text(value: Any) -> Any:  # noqa: ANN401 - a finding, or a part of one
    """Return a part of a finding with each of its texts on one line."""
    if type(value) is str:  # no severity, which is a text of ours
        return on_one_line(value)
    if isinstance(value, tuple):
        return tuple(map(_text, value))
    if isinstance(value, _SHOWN):
        parts = {one.name: getattr(value, one.name) for one in fields(value)}
        return replace(
            value, **{name: _text(part) for name, part in parts.items() if name not in _UNTOUCHED}
        )
    return value

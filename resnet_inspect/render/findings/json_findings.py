"""Findings as JSON, for other programs."""

import json
from collections.abc import Iterable
from typing import Any

from resnet_inspect.graph import SourceSpan
from resnet_inspect.linter.finding import Finding, Findings
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.reporting.fingerprint import fingerprints
from resnet_inspect.render.findings.places import relative

VERSION = 1
"""Of the format: it grows with changes that a reader must know of."""


def render(results: Iterable[Findings]) -> str:
    """Return one JSON document; lines and columns count from 1."""
    content = {"version": VERSION, "networks": [_network(result) for result in results]}
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _network(result: Findings) -> dict[str, Any]:
    return {
        "target": result.target,
        "network": result.network,
        "input_shape": list(result.input_shape),
        "output_shape": list(result.output_shape),
        "working_sizes": result.sizes or None,
        "traced": list(result.traced),
        "error": result.error or None,
        "suppressed": result.suppressed,
        "findings": [_finding(finding, mark) for finding, mark in fingerprints(result)],
    }


def _finding(finding: Finding, mark: str) -> dict[str, Any]:
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.level.value,
        "message": finding.message,
        "place": _span(finding.place),
        "label": finding.label,
        "secondary": [{**_known(one.span), "label": one.label} for one in finding.secondary],
        "modules": list(finding.modules),
        "notes": list(finding.notes),
        "condition": finding.condition,
        "help": finding.help,
        "fix": _fix(finding.fix),
        "fingerprint": mark,
    }


def _span(span: SourceSpan | None) -> dict[str, Any] | None:
    return None if span is None else _known(span)


def _known(span: SourceSpan) -> dict[str, Any]:
    return {
        "file": relative(span.file),
        "line": span.line,
        "column": None if span.column is None else span.column + 1,
        "end_line": span.end_line,
        "end_column": None if span.end_column is None else span.end_column + 1,
    }


def _fix(fix: Fix | None) -> dict[str, Any] | None:
    if fix is None:
        return None
    edits = [
        {
            "file": relative(edit.file),
            "line": edit.line,
            "column": edit.column + 1,
            "end_line": edit.end_line,
            "end_column": edit.end_column + 1,
            "text": edit.text,
        }
        for edit in fix.edits
    ]
    return {"title": fix.title, "safe": fix.safe, "verified": fix.verified, "edits": edits}

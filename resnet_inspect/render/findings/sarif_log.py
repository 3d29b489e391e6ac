"""Findings as SARIF 2.1.0, for GitHub code scanning and editors."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from resnet_inspect.graph import SourceSpan
from resnet_inspect.linter.finding import Finding, Findings, Severity
from resnet_inspect.linter.fixes.fix import Edit, Fix
from resnet_inspect.linter.registry import all_rules
from resnet_inspect.linter.reporting.fingerprint import fingerprints
from resnet_inspect.linter.rule import Rule
from resnet_inspect.render.findings.places import relative
from resnet_inspect.version import own_version

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
ROOT = "SRCROOT"


def render(results: Iterable[Findings]) -> str:
    """Return one log with one run."""
    results = list(results)
    rules = {rule.code: place for place, rule in enumerate(all_rules())}
    run = {
        "tool": {"driver": _driver(all_rules())},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"uri": f"{Path.cwd().as_uri()}/"}},
        "invocations": [_invocation(results)],
        "results": [
            _result(finding, mark, rules)
            for result in results
            for finding, mark in fingerprints(result)
        ],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _driver(rules: Sequence[Rule]) -> dict[str, Any]:
    return {
        "name": "resnet-inspect",
        "version": own_version(),
        "rules": [_rule(rule) for rule in rules],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    help_text = rule.doc.strip()
    return {
        "id": rule.code,
        "name": "".join(part.capitalize() for part in rule.name.split("-")),
        "shortDescription": {"text": f"{rule.summary}."},
        "fullDescription": {"text": rule.section("Why is this bad?") or rule.summary},
        "help": {"text": help_text, "markdown": f"# {rule.code} {rule.name}\n\n{help_text}"},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {"tags": ["resnet", "pytorch"], "precision": "high"},
    }


def _invocation(results: Sequence[Findings]) -> dict[str, Any]:
    notes = [
        {"level": "error", "message": {"text": f"{result.target}: {result.error}"}}
        for result in results
        if result.error
    ]
    return {"executionSuccessful": not notes, "toolExecutionNotifications": notes}


def _result(finding: Finding, mark: str, rules: dict[str, int]) -> dict[str, Any]:
    text = finding.message + (f" ({finding.condition})" if finding.condition else "")
    if finding.help:
        text += f". {finding.help}"
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "level": LEVELS[finding.level],
        "message": {"text": text},
        "locations": [_location(finding.place)] if finding.place is not None else [],
        "partialFingerprints": {"resnetInspect/v1": mark},
    }
    if finding.code in rules:
        result["ruleIndex"] = rules[finding.code]
    if finding.secondary:
        result["relatedLocations"] = [
            {**_location(one.span), "id": place, "message": {"text": one.label or "see also"}}
            for place, one in enumerate(finding.secondary, start=1)
        ]
    if finding.fix is not None:
        result["fixes"] = [_fix(finding.fix)]
    return result


def _artifact(file: str) -> dict[str, str]:
    name = relative(file)
    if Path(name).is_absolute():
        return {"uri": Path(name).as_uri()}
    return {"uri": quote(name), "uriBaseId": ROOT}


def _location(span: SourceSpan) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": _artifact(span.file), "region": _region(span)}}


def _region(span: SourceSpan) -> dict[str, int]:
    region = {"startLine": span.line}
    if span.column is not None:
        region["startColumn"] = span.column + 1
        if span.end_line is not None and span.end_column is not None:
            region["endLine"] = span.end_line
            region["endColumn"] = span.end_column + 1
    return region


def _fix(fix: Fix) -> dict[str, Any]:
    files = dict.fromkeys(edit.file for edit in fix.edits)
    return {
        "description": {"text": fix.title + (f" ({fix.verified})" if fix.verified else "")},
        "artifactChanges": [
            {
                "artifactLocation": _artifact(file),
                "replacements": [_replacement(edit) for edit in fix.edits if edit.file == file],
            }
            for file in files
        ],
    }


def _replacement(edit: Edit) -> dict[str, Any]:
    return {
        "deletedRegion": {
            "startLine": edit.line, "startColumn": edit.column + 1,
            "endLine": edit.end_line, "endColumn": edit.end_column + 1,
        },
        "insertedContent": {"text": edit.text},
    }  # fmt: skip

"""Old findings, kept in a file, that a run does not report again."""

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from resnet_inspect.errors import UsageError
from resnet_inspect.linter.finding import Findings
from resnet_inspect.linter.reporting.fingerprint import fingerprints, known

VERSION = 1


def read_baseline(path: Path) -> set[str]:
    """Return the fingerprints in a baseline file.

    Raises:
        UsageError: The file is no baseline.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return {str(mark) for mark in content["fingerprints"]}
    except (OSError, ValueError, KeyError, TypeError):
        raise UsageError(
            f"`{path}` is no baseline of resnet-inspect",
            "Write one: resnet-inspect lint TARGET --write-baseline FILE",
        ) from None


def baseline_text(results: Iterable[Findings]) -> str:
    """Return a baseline file with the findings of this run."""
    content = {"version": VERSION, "fingerprints": sorted(known(results))}
    return json.dumps(content, indent=2) + "\n"


def without_known(result: Findings, old: set[str]) -> Findings:
    """Return the findings that are not in a baseline."""
    fresh = tuple(finding for finding, mark in fingerprints(result) if mark not in old)
    gone = len(result.findings) - len(fresh)
    return replace(result, findings=fresh, suppressed=result.suppressed + gone)

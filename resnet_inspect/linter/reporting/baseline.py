"""Old findings, kept in a file, that a run does not report again."""

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from resnet_inspect.errors import UsageError
from resnet_inspect.linter.finding import Findings
from resnet_inspect.linter.reporting.fingerprint import fingerprints, known
from resnet_inspect.reading import read_json

VERSION = 1


def read_baseline(path: Path) -> set[str]:
    """Return the fingerprints in a baseline file.

    Raises:
        UsageError: The file cannot be read, or is no baseline.
    """
    hint = "Write one: resnet-inspect lint TARGET --write-baseline FILE"
    try:
        return {str(mark) for mark in read_json(path)["fingerprints"]}
    except UsageError as error:
        raise UsageError(f"`{path}` is no baseline: {error.message}", hint) from None
    except (KeyError, TypeError):
        raise UsageError(f"`{path}` is no baseline of resnet-inspect", hint) from None


def baseline_text(results: Iterable[Findings]) -> str:
    """Return a baseline file with the findings of this run."""
    content = {"version": VERSION, "fingerprints": sorted(known(results))}
    return json.dumps(content, indent=2) + "\n"


def without_known(result: Findings, old: set[str]) -> Findings:
    """Return the findings that are not in a baseline."""
    fresh = tuple(finding for finding, mark in fingerprints(result) if mark not in old)
    gone = len(result.findings) - len(fresh)
    return replace(result, findings=fresh, suppressed=result.suppressed + gone)

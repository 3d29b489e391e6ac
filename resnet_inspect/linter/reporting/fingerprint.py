"""What identifies a finding from one run to the next, wherever its line moves."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from resnet_inspect.linter.finding import Finding, Findings
from resnet_inspect.linter.source.lines import split_lines
from resnet_inspect.visible import encoded


def fingerprints(result: Findings) -> Iterator[tuple[Finding, str]]:
    """Yield each finding with its fingerprint.

    It is made of the rule, the file's name, and the text of the line; equal ones are counted.
    """
    seen: Counter[str] = Counter()
    for finding in result:
        base = "\0".join((finding.code, _file(finding), _text(finding, result.sources)))
        seen[base] += 1
        yield finding, sha256(encoded(f"{base}\0{seen[base]}")).hexdigest()[:32]


def _file(finding: Finding) -> str:
    return Path(finding.place.file).name if finding.place is not None else ""


def _text(finding: Finding, sources: Mapping[str, str]) -> str:
    if finding.place is None:
        return finding.message
    lines = split_lines(sources.get(finding.place.file, ""))
    line = finding.place.line
    return "".join(lines[line - 1].split()) if line <= len(lines) else finding.message


def known(results: Iterable[Findings]) -> set[str]:
    """Return the fingerprints of all findings."""
    return {mark for result in results for _, mark in fingerprints(result)}

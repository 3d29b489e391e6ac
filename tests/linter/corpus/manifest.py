"""Reads the corpus: which networks there are and what the lint must say of each.

The format of the files is described in README.md beside this one. Only the standard library is
used, and no network is imported or run.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

CORPUS = Path(__file__).parent
Shape = tuple[int, ...]
Value = bool | int | float | str | None | tuple["Value", ...]

_HEADER = re.compile(r"^# (?P<key>[a-z-]+): *(?P<value>.*\S)\s*$", re.MULTILINE)
_MARK = re.compile(r"(?P<kind>expect-also|expect|allow): *(?P<text>[^#;]*)")
_CODES = re.compile(r"RES\d{3}(?:\|RES\d{3})*")


@dataclass(frozen=True, slots=True)
class Place:
    """A line where one of ``codes`` is right."""

    codes: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Expectation:
    """One defect: a finding with one of ``codes`` is required.

    ``line`` is where a person would change the file; ``alternatives`` are just as right.
    """

    codes: tuple[str, ...]
    line: int
    name: str = ""
    alternatives: tuple[int, ...] = ()

    @property
    def code(self) -> str:
        """The code that the table counts the defect under."""
        return self.codes[0]

    @property
    def lines(self) -> tuple[int, ...]:
        """Every line that counts as exact."""
        return (self.line, *self.alternatives)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One network of the corpus."""

    path: Path
    target: str
    input: tuple[Shape, ...]
    """The shape of each input, without the batch."""
    arguments: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    expectations: tuple[Expectation, ...] = ()
    allowed: tuple[Place, ...] = ()
    """Findings that are neither required nor wrong."""
    held_out: bool = False

    @property
    def clean(self) -> bool:
        """Whether no error and no warning may be reported."""
        return not self.expectations

    @property
    def name(self) -> str:
        """A short name for tables: ``buggy/fixed_head``."""
        return self.path.relative_to(CORPUS).with_suffix("").as_posix()


def read_cases(*, held_out: bool | None = None) -> list[Case]:
    """Return the cases in the order of their paths.

    Args:
        held_out: Only the held-out networks, only the others, or all of them (None).
    """
    cases = [read_case(path) for path in sorted(_files())]
    return [case for case in cases if held_out is None or case.held_out == held_out]


def _files() -> Iterator[Path]:
    for folder in ("clean", "buggy", "heldout/clean", "heldout/buggy"):
        yield from (CORPUS / folder).glob("*.py")


def read_case(path: Path) -> Case:
    """Read one network's header and marks.

    Raises:
        ValueError: The header is incomplete, or clean and buggy contradict the marks.
    """
    text = path.read_text(encoding="utf-8")
    header = {match["key"]: match["value"] for match in _HEADER.finditer(text)}
    if missing := {"input", "target"} - header.keys():
        message = f"{path}: no `# {missing.pop()}:` line"
        raise ValueError(message)
    expectations, allowed = _read_marks(text)
    if bool(expectations) != (path.parent.name == "buggy"):
        message = f"{path}: a buggy network has marks, a clean one has none"
        raise ValueError(message)
    return Case(
        path=path,
        target=header["target"],
        input=_read_shapes(header["input"]),
        arguments=_read_arguments(header.get("args", "")),
        expectations=expectations,
        allowed=allowed,
        held_out=path.parent.parent.name == "heldout",
    )


def _read_shapes(text: str) -> tuple[Shape, ...]:
    return tuple(tuple(int(size) for size in part.split("x")) for part in re.split(r",\s*", text))


def _read_arguments(text: str) -> Mapping[str, Value]:
    call = ast.parse(f"f({text})", mode="eval").body
    if not isinstance(call, ast.Call) or call.args:
        message = f"arguments must be `name=value`: {text}"
        raise ValueError(message)
    values = {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords}
    return MappingProxyType({name: value for name, value in values.items() if name is not None})


def _read_marks(text: str) -> tuple[tuple[Expectation, ...], tuple[Place, ...]]:
    expected: list[Expectation] = []
    also: list[Place] = []
    allowed: list[Place] = []
    code_line = 0
    for number, line in enumerate(text.splitlines(), start=1):
        code, _, comment = line.partition("#")
        code_line = number if code.strip() else code_line
        for mark in _MARK.finditer(comment):
            for codes in _CODES.finditer(mark["text"]):
                place = Place(tuple(codes[0].split("|")), code_line)
                match mark["kind"]:
                    case "expect":
                        name = mark["text"][codes.end() :].split(",")[0].strip()
                        expected.append(Expectation(place.codes, place.line, name))
                    case "expect-also":
                        also.append(place)
                    case _:
                        allowed.append(place)
    return _with_alternatives(expected, also), tuple(allowed)


def _with_alternatives(expected: list[Expectation], also: list[Place]) -> tuple[Expectation, ...]:
    lines: dict[Expectation, list[int]] = {expectation: [] for expectation in expected}
    for place in also:
        candidates = [each for each in expected if set(each.codes) & set(place.codes)]
        if not candidates:
            message = f"line {place.line}: no `expect` has one of the codes {place.codes}"
            raise ValueError(message)
        nearest = min(candidates, key=lambda each: abs(each.line - place.line))
        lines[nearest].append(place.line)
    return tuple(
        Expectation(each.codes, each.line, each.name, tuple(found)) for each, found in lines.items()
    )

"""Settings from ``pyproject.toml``, table ``[tool.resnet-inspect]``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from resnet_inspect.errors import UsageError
from resnet_inspect.linter.finding import Severity

TABLE = "resnet-inspect"


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetConfig:
    """A network that the project wants to be linted, and how."""

    target: str
    input: tuple[str, ...] = ()
    arguments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What the project says about linting."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    severity: Mapping[str, Severity] = field(default_factory=dict)
    fail_on: Severity | None = None
    targets: tuple[TargetConfig, ...] = ()
    baseline: str = ""
    folder: Path = field(default_factory=Path.cwd)
    """Where the file lies; its paths start there."""


def find_config(start: Path) -> Path | None:
    """Return the nearest ``pyproject.toml`` with our table, from a folder upwards."""
    for folder in (start, *start.parents):
        file = folder / "pyproject.toml"
        if file.is_file() and TABLE in _read(file).get("tool", {}):
            return file
    return None


def read_config(file: Path) -> Config:
    """Read the settings.

    Raises:
        UsageError: A setting is unknown or of the wrong kind.
    """
    table = _read(file).get("tool", {}).get(TABLE, {})
    unknown = set(table) - _READERS.keys()
    if unknown:
        raise UsageError(
            f"`{file}`: [tool.{TABLE}] has no setting `{min(unknown)}`",
            f"It takes: {', '.join(sorted(_READERS))}.",
        )
    try:
        values = {_FIELDS.get(name, name): _READERS[name](value) for name, value in table.items()}
    except (TypeError, ValueError, AttributeError, KeyError) as error:
        raise UsageError(f"`{file}`: [tool.{TABLE}] cannot be read: {error}") from None
    return Config(folder=file.parent, **values)


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"`{file}` is no TOML: {error}") from None


def _codes(value: Any) -> tuple[str, ...]:  # noqa: ANN401 - from TOML
    if not isinstance(value, list):
        message = f"a list of rules is expected, not {value!r}"
        raise TypeError(message)
    return tuple(str(code) for code in value)


def _severities(value: Any) -> dict[str, Severity]:  # noqa: ANN401 - from TOML
    return {str(rule): Severity(str(severity)) for rule, severity in value.items()}


def _ignores(value: Any) -> dict[str, tuple[str, ...]]:  # noqa: ANN401 - from TOML
    return {str(pattern): _codes(codes) for pattern, codes in value.items()}


def _targets(value: Any) -> tuple[TargetConfig, ...]:  # noqa: ANN401 - from TOML
    return tuple(_target(one) for one in value)


def _target(value: Any) -> TargetConfig:  # noqa: ANN401 - from TOML
    if isinstance(value, str):
        return TargetConfig(target=value)
    given = value.get("input", [])
    inputs = given if isinstance(given, list) else [given]
    arguments = {str(name): _argument(one) for name, one in value.get("args", {}).items()}
    return TargetConfig(
        target=str(value["target"]), input=tuple(map(str, inputs)), arguments=arguments
    )


def _argument(value: Any) -> str:  # noqa: ANN401 - from TOML
    return value if isinstance(value, str) else repr(value)


_FIELDS = {"per-file-ignores": "per_file_ignores", "fail-on": "fail_on"}
_READERS: dict[str, Any] = {
    "select": _codes,
    "ignore": _codes,
    "per-file-ignores": _ignores,
    "severity": _severities,
    "fail-on": Severity,
    "targets": _targets,
    "baseline": str,
}

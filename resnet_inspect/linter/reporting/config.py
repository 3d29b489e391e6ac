"""Settings from ``pyproject.toml``, table ``[tool.resnet-inspect]``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from resnet_inspect.errors import UsageError
from resnet_inspect.linter.finding import Severity
from resnet_inspect.reading import read_toml

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
        if file.is_file() and TABLE in _tools(file):
            return file
    return None


def read_config(file: Path) -> Config:
    """Read the settings.

    Raises:
        UsageError: A setting is unknown or of the wrong kind.
    """
    try:
        table = _mapping(_tools(file).get(TABLE, {}))
        values = {_FIELDS.get(name, name): _reader(name)(value) for name, value in table.items()}
    except (TypeError, ValueError) as error:
        raise UsageError(f"`{file}`: [tool.{TABLE}] cannot be read: {error}") from None
    return Config(folder=file.parent, **values)


def _tools(file: Path) -> Mapping[str, Any]:
    tools = read_toml(file).get("tool", {})
    return tools if isinstance(tools, dict) else {}


def _reader(name: str) -> Any:  # noqa: ANN401 - from TOML to a field of Config
    if name not in _READERS:
        message = f"there is no setting `{name}`; it takes {', '.join(sorted(_READERS))}"
        raise ValueError(message)
    return _READERS[name]


def _list(value: Any) -> list[Any]:  # noqa: ANN401 - from TOML
    if not isinstance(value, list):
        message = f"a list is expected, not {value!r:.60}"
        raise TypeError(message)
    return value


def _mapping(value: Any) -> Mapping[str, Any]:  # noqa: ANN401 - from TOML
    if not isinstance(value, dict):
        message = f"a table is expected, not {value!r:.60}"
        raise TypeError(message)
    return value


def _text(value: Any) -> str:  # noqa: ANN401 - from TOML
    if not isinstance(value, str):
        message = f"a text is expected, not {value!r:.60}"
        raise TypeError(message)
    return value


def _severity(value: Any) -> Severity:  # noqa: ANN401 - from TOML
    if value not in list(Severity):
        message = f"{value!r:.60} is no severity; there are {', '.join(Severity)}"
        raise ValueError(message)
    return Severity(value)


def _codes(value: Any) -> tuple[str, ...]:  # noqa: ANN401 - from TOML
    return tuple(map(_text, _list(value)))


def _severities(value: Any) -> dict[str, Severity]:  # noqa: ANN401 - from TOML
    return {rule: _severity(severity) for rule, severity in _mapping(value).items()}


def _ignores(value: Any) -> dict[str, tuple[str, ...]]:  # noqa: ANN401 - from TOML
    return {pattern: _codes(codes) for pattern, codes in _mapping(value).items()}


def _targets(value: Any) -> tuple[TargetConfig, ...]:  # noqa: ANN401 - from TOML
    return tuple(map(_target, _list(value)))


def _target(value: Any) -> TargetConfig:  # noqa: ANN401 - from TOML
    if isinstance(value, str):
        return TargetConfig(target=value)
    table = _mapping(value)
    if "target" not in table:
        message = f"each of `targets` needs a `target`, as {value!r:.60} has none"
        raise ValueError(message)
    given = table.get("input", [])
    inputs = given if isinstance(given, list) else [given]
    arguments = {name: _argument(one) for name, one in _mapping(table.get("args", {})).items()}
    return TargetConfig(
        target=_text(table["target"]), input=tuple(map(str, inputs)), arguments=arguments
    )


def _argument(value: Any) -> str:  # noqa: ANN401 - from TOML
    return value if isinstance(value, str) else repr(value)


_FIELDS = {"per-file-ignores": "per_file_ignores", "fail-on": "fail_on"}
_READERS: dict[str, Any] = {
    "select": _codes,
    "ignore": _codes,
    "per-file-ignores": _ignores,
    "severity": _severities,
    "fail-on": _severity,
    "targets": _targets,
    "baseline": _text,
}

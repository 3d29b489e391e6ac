"""What comes of a task: a row, an untimely end, or further tasks."""

from dataclasses import dataclass

from resnet_inspect.survey.rows.row import Row


@dataclass(frozen=True, slots=True)
class Died:
    """The network's process did not live to tell: it is tried once more."""

    reason: str


@dataclass(frozen=True, slots=True)
class Split:
    """The target is a file with several networks, or with none."""

    targets: tuple[str, ...]


Outcome = Row | Died | Split

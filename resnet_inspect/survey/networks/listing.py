"""A file that lists networks: text with one target a line, or CSV with inputs and arguments."""

import csv
from collections.abc import Iterator
from pathlib import Path

from resnet_inspect.errors import UsageError
from resnet_inspect.reading import read_whole
from resnet_inspect.survey.networks.task import Task

ENDINGS = frozenset({".txt", ".csv"})
COLUMNS = ("target", "input", "arguments")


def is_listing(target: str) -> bool:
    """Tell whether a target is a list of targets, by its file's name."""
    return Path(target).suffix.lower() in ENDINGS


def read_listing(file: Path) -> list[Task]:
    """Return the tasks of a list, in its order.

    A line of text is a target, and after it ``input=320`` or constructor arguments ``name=value``;
    ``#`` begins a comment. CSV has a line of titles: ``target``, and if need be ``input`` and
    ``arguments``, the latter ``name=value`` with semicolons between.

    Raises:
        UsageError: The file cannot be read, or is no such list.
    """
    try:
        text = read_whole(file).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"the list `{file}` is not UTF-8 text") from None
    read = _from_csv if file.suffix.lower() == ".csv" else _from_text
    try:
        tasks = list(read(text, file))
    except csv.Error as error:
        raise UsageError(f"the list `{file}` is no CSV: {error}") from None
    if not tasks:
        raise UsageError(f"the list `{file}` is empty", "Write one target a line.")
    return tasks


def _from_text(text: str, file: Path) -> Iterator[Task]:
    for number, line in enumerate(text.splitlines(), 1):
        target, *rest = line.partition("#")[0].split() or [""]
        if not target:
            continue
        wrong = next((word for word in rest if "=" not in word), None)
        if wrong is not None:
            raise UsageError(
                f"{file}:{number}: `{wrong}` is not of the form name=value",
                "A line is: TARGET input=224 num_classes=10",
            )
        sizes = [word.removeprefix("input=") for word in rest if word.startswith("input=")]
        given = tuple(word for word in rest if not word.startswith("input="))
        yield Task(target=target, size=" ".join(sizes), arguments=given)


def _from_csv(text: str, file: Path) -> Iterator[Task]:
    rows = csv.DictReader(text.splitlines(), restval="")
    if "target" not in (rows.fieldnames or ()):
        raise UsageError(
            f"the list `{file}` has no column `target`", f"Columns: {', '.join(COLUMNS)}."
        )
    for row in rows:
        if target := row["target"].strip():
            arguments = (row.get("arguments") or "").split(";")
            yield Task(
                target=target, size=(row.get("input") or "").strip(),
                arguments=tuple(one.strip() for one in arguments if one.strip()),
            )  # fmt: skip

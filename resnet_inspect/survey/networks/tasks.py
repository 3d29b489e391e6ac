"""From what was typed to the tasks of a survey, each once."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from glob import glob
from pathlib import Path

from resnet_inspect.checkpoints.naming import is_checkpoint
from resnet_inspect.errors import UsageError
from resnet_inspect.survey.networks.catalog import has_wildcard, matching, zoo_names
from resnet_inspect.survey.networks.listing import is_listing, read_listing
from resnet_inspect.survey.networks.task import Task
from resnet_inspect.targets.files.folder import python_files

Names = Callable[[str], Iterable[str]]
"""The names of the networks in a zoo."""


def expand(
    targets: Iterable[str],
    sizes: Sequence[str] = (),
    arguments: Sequence[str] = (),
    names: Names = zoo_names,
) -> list[Task]:
    """Return the tasks of a survey, in the order given, each once.

    Args:
        targets: Names, wildcards, files, folders, globs, saved traces, lists.
        sizes: Each network is surveyed at each of them, unless a list says a size for it.
        arguments: Constructor arguments for all that have none of their own.
        names: The names in a zoo.

    Raises:
        UsageError: A target stands for nothing.

    Example:
        >>> [str(task) for task in expand(["resnet18"], ["224", "320"])]
        ['resnet18 224', 'resnet18 320']
    """
    tasks = [
        at
        for target in targets
        for task in _tasks(target, names)
        for at in _sweep(task, sizes, tuple(arguments))
    ]
    return list({task.key: task for task in tasks}.values())


def _sweep(task: Task, sizes: Sequence[str], arguments: tuple[str, ...]) -> list[Task]:
    """Return a task at each size; a saved trace has its own."""
    if task.target.endswith(".json"):
        return [task]
    built = replace(task, arguments=task.arguments or arguments)
    if task.size or not sizes:
        return [built]
    return [replace(built, size=size) for size in sizes]


def _tasks(target: str, names: Names) -> Iterator[Task]:
    if is_listing(target):
        for listed in read_listing(Path(target)):
            for task in _named(listed.target, names):
                yield replace(listed, target=task.target, optional=task.optional)
    else:
        yield from _named(target, names)


def _named(target: str, names: Names) -> Iterator[Task]:
    if Path(target).is_dir():
        yield from _found(map(str, python_files(Path(target))), target)
    elif not has_wildcard(target):
        yield Task(target=target)
    elif "/" in target or target.endswith((".py", ".json")) or is_checkpoint(target):
        yield from _found(sorted(glob(target, recursive=True)), target)  # noqa: PTH207 - absolute ones, too
    else:
        yield from (Task(target=name) for name in matching(target, names))


def _found(files: Iterable[str], target: str) -> list[Task]:
    tasks = [Task(target=file, optional=file.endswith(".py")) for file in files]
    if not tasks:
        raise UsageError(
            f"there is no file for `{target}`", "Name a folder of Python files, or a pattern."
        )
    return tasks

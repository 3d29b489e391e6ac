"""The networks that a lint run is about: targets, files and folders, each in its own process."""

import os
import signal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from resnet_inspect.cli.linting.file_scan import imported_names, may_hold_network
from resnet_inspect.errors import (
    InspectError,
    MissingArgumentsError,
    NoNetworkError,
    SeveralNetworksError,
)
from resnet_inspect.linter.finding import Findings
from resnet_inspect.linter.reporting.config import Config, TargetConfig
from resnet_inspect.linter.reporting.options import LintOptions
from resnet_inspect.targets.arguments.call_arguments import parse_arguments
from resnet_inspect.targets.files.folder import python_files
from resnet_inspect.targets.run_options import RunOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class LintTask:
    """One target and how it is built."""

    target: str
    run: RunOptions = field(default_factory=RunOptions)
    optional: bool = False
    """Whether the target may hold no network: a file that was found in a folder."""
    parts: frozenset[str] = frozenset()
    """Names that other files of the folder import: what they name is part of something."""


def tasks(
    targets: Sequence[str],
    config: Config,
    template: LintTask,
    *,
    if_network: bool = False,
) -> list[LintTask]:
    """Return what to lint: the targets given, or else those of the configuration."""
    if not targets:
        return [_configured(one, config, template) for one in config.targets]
    found: list[LintTask] = []
    for target in targets:
        if Path(target).is_dir():
            files = [str(file) for file in python_files(Path(target))]
            folder = replace(template, optional=True, parts=imported_names(files))
            found += [_with_config(replace(folder, target=file), config) for file in files]
        else:
            optional = if_network and target.endswith(".py")
            found.append(_with_config(replace(template, target=target, optional=optional), config))
    return found


def _configured(one: TargetConfig, config: Config, template: LintTask) -> LintTask:
    return replace(
        template,
        target=_from_folder(one.target, config.folder),
        run=_run(one, template.run),
    )


def _with_config(task: LintTask, config: Config) -> LintTask:
    """Take input and arguments from the configuration, if it knows the target."""
    for one in config.targets:
        known = _from_folder(one.target, config.folder)
        file = known.rpartition(":")[0] or known
        if Path(task.target).resolve() == Path(file).resolve() or task.target == one.target:
            return replace(task, target=known, run=_run(one, task.run))
    return task


def _run(one: TargetConfig, given: RunOptions) -> RunOptions:
    """Return how the configuration runs a network, where the command line does not say."""
    configured = parse_arguments([f"{name}={value}" for name, value in one.arguments.items()])
    return replace(
        given, input=given.input or list(one.input) or None,
        arguments={**configured, **given.arguments},
    )  # fmt: skip


def _from_folder(target: str, folder: Path) -> str:
    """Return a target whose file is named from the configuration's folder, as seen from here."""
    source, colon, attribute = target.rpartition(":")
    if not colon:
        source, attribute = target, ""
    if not source.endswith((".py", ".json")) or Path(source).is_absolute():
        return target
    path = os.path.relpath(folder / source)
    return f"{path}:{attribute}" if attribute else path


def run_task(task: LintTask, options: LintOptions) -> list[Findings]:
    """Lint one target; a file with several networks gives several results."""
    from resnet_inspect import api  # noqa: PLC0415 - imports torch
    from resnet_inspect.linter.network import failed_to_run  # noqa: PLC0415 - see above

    if task.optional and not may_hold_network(task.target):
        return []
    try:
        return [api.linted(task.target, task.run, options)]
    except SeveralNetworksError as several:
        inner = [replace(task, target=f"{task.target}:{name}") for name in several.names]
        return merged([result for one in inner for result in run_task(one, options)])
    except NoNetworkError as error:
        return [] if task.optional else [failed_to_run(task.target, error)]
    except MissingArgumentsError as error:
        return [] if error.name in task.parts else [failed_to_run(task.target, error)]
    except InspectError as error:
        return [failed_to_run(task.target, error)]


def merged(results: Sequence[Findings]) -> list[Findings]:
    """Report what several networks of one file share only once."""
    seen: set[tuple[object, ...]] = set()
    kept = []
    for result in results:
        fresh = []
        for finding in result:
            key = (finding.code, finding.place, "" if finding.place else finding.message)
            if key not in seen:
                fresh.append(finding)
            seen.add(key)
        kept.append(replace(result, findings=tuple(fresh)))
    return kept


def said_once(results: Sequence[Findings]) -> list[Findings]:
    """Join networks that could not be run for the same reason, such as one missing package."""
    groups: dict[object, list[Findings]] = {}
    for number, result in enumerate(results):
        same = bool(result.error) and not result.findings
        groups.setdefault((result.error, result.hint) if same else number, []).append(result)
    return [
        replace(first, target=", ".join([first.target, *(one.target for one in others)]))
        for first, *others in groups.values()
    ]


def run_all(
    jobs: int, todo: Sequence[LintTask], options: LintOptions
) -> Iterator[tuple[LintTask, list[Findings]]]:
    """Lint all targets, several at a time, each in its own process; in the order given."""
    if len(todo) == 1:
        yield todo[0], run_task(todo[0], options)
        return
    yield from _in_processes(max(1, jobs), todo, options)


def _in_processes(
    jobs: int, todo: Sequence[LintTask], options: LintOptions
) -> Iterator[tuple[LintTask, list[Findings]]]:
    context: Any = get_context("forkserver" if os.name == "posix" else "spawn")
    if os.name == "posix":
        context.set_forkserver_preload(["torch"])
    waiting = list(enumerate(todo))
    running: dict[Connection, tuple[int, Any]] = {}
    done: dict[int, list[Findings]] = {}
    following = 0
    while waiting or running:
        while waiting and len(running) < jobs:
            place, task = waiting.pop(0)
            ours, theirs = context.Pipe(duplex=False)
            process = context.Process(target=_work, args=(theirs, task, options), daemon=True)
            process.start()
            theirs.close()
            running[ours] = place, process
        for ready in wait(list(running)):
            assert isinstance(ready, Connection)  # noqa: S101 - only connections were given
            place, process = running.pop(ready)
            done[place] = _received(ready, todo[place], process)
        while following in done:
            yield todo[following], done.pop(following)
            following += 1


def _work(pipe: Connection, task: LintTask, options: LintOptions) -> None:
    pipe.send(run_task(task, options))
    pipe.close()


def _received(pipe: Connection, task: LintTask, process: Any) -> list[Findings]:  # noqa: ANN401 - of a context
    try:
        return list(pipe.recv())
    except EOFError:
        process.join()
        return [Findings(target=task.target, error=f"its process ended {_how(process.exitcode)}")]


def _how(status: int) -> str:
    """Say how a process ended that gave no answer."""
    try:
        return f"with the signal {signal.Signals(-status).name}"
    except ValueError:
        return f"without an answer, with exit status {status}"

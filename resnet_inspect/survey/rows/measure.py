"""A task becomes a row: the only part of a survey that builds and runs a network."""

from time import perf_counter

from resnet_inspect import api
from resnet_inspect.errors import (
    HangError,
    InspectError,
    NoNetworkError,
    SeveralNetworksError,
)
from resnet_inspect.graph import Graph
from resnet_inspect.linter.finding import Findings
from resnet_inspect.linter.network import lint_network
from resnet_inspect.report import Report
from resnet_inspect.survey.networks.task import Task
from resnet_inspect.survey.rows.figures import figures, input_text, lint_figures
from resnet_inspect.survey.rows.outcome import Died, Outcome, Split
from resnet_inspect.survey.rows.row import Row, Value, failed_row
from resnet_inspect.survey.rows.settings import Settings
from resnet_inspect.targets.arguments.call_arguments import parse_arguments
from resnet_inspect.targets.run_options import RunOptions


def measure(task: Task, settings: Settings) -> Outcome:
    """Build, trace and lint one network; its errors are told in its row."""
    began = perf_counter()
    try:
        report, findings = _examined(task, settings)
    except Exception as error:  # noqa: BLE001 - one network must not end the survey
        return _told(error, task, began)
    return _row(task, report, findings, began)


def _told(error: Exception, task: Task, began: float) -> Outcome:
    """Say what comes of a network that could not be examined."""
    match error:
        case SeveralNetworksError(names=names):
            return Split(tuple(f"{task.target}:{name}" for name in names))
        case NoNetworkError() if task.optional:
            return Split(())
        case HangError(message=message):
            return Died(message)
        case MemoryError():
            return Died("it asked for more memory than it may have")
    said = error.message if isinstance(error, InspectError) else f"{type(error).__name__}: {error}"
    return failed_row(task, " ".join(said.split()), _since(began))


def _row(task: Task, report: Report, findings: Findings | None, began: float) -> Row:
    target, size, arguments = task.key
    values: dict[str, Value] = {"input": input_text(report)}
    if report.complete:
        values |= figures(report)
    else:
        values["error"] = _failure(report.graph)
    if findings is not None and not findings.error:
        values |= lint_figures(findings)
    whole = {"target": target, "size": size, "arguments": arguments, **values}
    return Row.from_dict(whole | {"seconds": _since(began)})


def _examined(task: Task, settings: Settings) -> tuple[Report, Findings | None]:
    """Trace and lint a network that is built once; a saved trace is taken as it is."""
    run = _run(task, settings)
    if api.is_saved_trace(task.target):
        report = Report(api.traced(task.target, run))
        linted = api.linted(task.target, run, settings.rules) if settings.lint else None
        return report, linted
    with api.opened(task.target, run) as ready:
        report = Report(ready.trace(train=settings.train))
        if not settings.lint:
            return report, None
        return report, lint_network(ready, settings.rules, free=run.input is None)


def _run(task: Task, settings: Settings) -> RunOptions:
    return RunOptions(
        input=task.size.split() or None, arguments=parse_arguments(task.arguments),
        train=settings.train, timeout=settings.timeout,
    )  # fmt: skip


def _failure(graph: Graph) -> str:
    first = next(iter(graph.failures), None)
    return f"the forward pass failed: {first.message}" if first else "the forward pass failed"


def _since(began: float) -> float:
    return round(perf_counter() - began, 3)

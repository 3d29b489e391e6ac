"""What the command line and notebooks call."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Union

from resnet_inspect.checkpoints.naming import is_checkpoint
from resnet_inspect.errors import (
    ConstructionError,
    InspectError,
    TraceFormatError,
    UnknownChoiceError,
    UsageError,
)
from resnet_inspect.graph import Graph
from resnet_inspect.graph.codec import loads
from resnet_inspect.reading import read_whole
from resnet_inspect.report import Report
from resnet_inspect.targets.inputs.reading import read_inputs
from resnet_inspect.targets.name import TargetKind, parse_target
from resnet_inspect.targets.run_options import DEFAULT_TIMEOUT, Input, RunOptions
from resnet_inspect.units import bytes_of

if TYPE_CHECKING:  # torch takes seconds to import, and a saved trace does not need it
    from torch import nn

    from resnet_inspect.analysis.facts import Memory, MemoryFit, Sizes
    from resnet_inspect.analysis.witnesses.cross_check import CrossCheck
    from resnet_inspect.difference import Difference
    from resnet_inspect.fitting.recognition.reconstruction import Reconstruction
    from resnet_inspect.linter.finding import Findings
    from resnet_inspect.linter.repair.trial import Reopen
    from resnet_inspect.linter.reporting.options import LintOptions
    from resnet_inspect.render.diagram.diagram import Diagram
    from resnet_inspect.render.paper_table.paper_table import PaperTable
    from resnet_inspect.targets.opened import OpenTarget
    from resnet_inspect.weights_report import WeightsReport

Target = Union[str, Path, "nn.Module"]


def inspect(
    target: Target,
    input: Input | None = None,  # noqa: A002 - the word of the command line
    *,
    arguments: Mapping[str, Any] | None = None,
    train: bool = False,
    timeout: float = DEFAULT_TIMEOUT,
) -> Report:
    """Trace one forward pass and report shapes, parameters, MACs and residual connections.

    Args:
        target: ``"resnet50"``, ``"my.py:Net"``, ``"timm:resnet50d"``, a saved trace ``"t.json"``,
            or an ``nn.Module`` with parameters on any device, which is left as it was.
        input: A size as on the command line (``224``, ``"224x160"``, ``"16:int64"``), a full shape
            ``(1, 3, 224, 224)``, a tensor, or a list of those, one for each input; a dict by the
            names of ``forward``'s arguments. Lists, tuples and dicts in these are handed on as
            they are, and so are None, truth values and numbers with a point. By default what the
            network declares, else 224×224 with the channels of the first convolution.
        arguments: Constructor arguments by name, for a target that is built.
        train: Trace in training mode.
        timeout: Seconds after which the network's code is ended; 0 for no limit.

    Returns:
        The report; ``print`` shows its table, a notebook shows it as HTML.

    Raises:
        UsageError: There is no such target, or the input does not fit.
        ConstructionError: The network's constructor raised.

    Example:
        >>> report = inspect("resnet18", 224)
        >>> report.facts.parameters.network.total
        11689512
    """
    return Report(trace(target, input, arguments=arguments, train=train, timeout=timeout))


def trace(  # noqa: PLR0913 - the options of the command line
    target: Target,
    input: Input | None = None,  # noqa: A002 - the word of the command line
    *,
    arguments: Mapping[str, Any] | None = None,
    train: bool = False,
    timeout: float = DEFAULT_TIMEOUT,
    recover: bool = False,
) -> Graph:
    """Trace one forward pass, with the arguments of :func:`inspect`.

    With ``recover``, the trace goes on past a failing operator with the output that it declares.
    """
    run = RunOptions(input=input, arguments=arguments or {}, train=train, timeout=timeout)
    return traced(target, run, recover=recover)


def traced(target: Target, run: RunOptions, *, recover: bool = False) -> Graph:
    """Trace one forward pass; see :func:`trace`."""
    if is_weights(target):
        found = _network_of(target)
        graph = traced(found.variant, found.customized(run), recover=recover)
        notes = (*found.notes, *graph.run.notes)
        return replace(graph, run=replace(graph.run, target=str(target), notes=notes))
    if is_saved_trace(target):
        if run.input is not None or run.arguments or run.train:
            raise UsageError(
                f"`{target}` is a saved trace: its input, arguments and mode are fixed",
                "Trace the network again to change them.",
            )
        return _saved(Path(str(target)))

    def make() -> Graph:
        with opened(target, run) as ready:
            return ready.trace(train=run.train, recover=recover)

    if not run.cached or not isinstance(target, str | Path):
        return make()
    from resnet_inspect.cache.traces import remembered  # noqa: PLC0415 - Python code rarely does

    return remembered(parse_target(str(target)), run, make, recover=recover)


def _saved(file: Path) -> Graph:
    try:
        return loads(read_whole(file).decode("utf-8", "replace"))
    except TraceFormatError as error:
        raise TraceFormatError(f"`{file}`: {error.message}", error.hint) from None


def sizes(
    target: Target,
    input: Input | None = None,  # noqa: A002 - the word of the command line
    *,
    at: Sequence[tuple[int, ...]] = (),
    arguments: Mapping[str, Any] | None = None,
    timeout: float = DEFAULT_TIMEOUT,
) -> "Sizes":
    """Tell which input sizes work, which fail and where, and every shape as a function of the size.

    ``inspect(…).sizes`` tells it from one trace; here, where the network's code decides by the
    size, it is traced at some further sizes.

    Args:
        target: As for :func:`inspect`.
        input: As for :func:`inspect`.
        at: Sizes to be told in any case, ``[(224,), (320, 256)]``: where the traces so far do not
            tell, the network is traced there.
        arguments: Constructor arguments by name.
        timeout: Seconds after which the network's code is ended; 0 for no limit.

    Raises:
        UsageError: There is no such target, or the input does not fit.

    Example:
        >>> sizes("torchvision:inception_v3").text
        'height, width: ≥ 75'
    """
    run = RunOptions(input=input, arguments=arguments or {}, timeout=timeout)
    return sized(target, run, at).sizes


def sized(target: Target, run: RunOptions, asked: Sequence[tuple[int, ...]] = ()) -> Report:
    """Trace a network, at further sizes too where one trace does not tell; see :func:`sizes`.

    Those in ``asked`` come first: heights and widths, or one number for both.
    """
    from resnet_inspect.analysis.facts import cover  # noqa: PLC0415 - only here

    graph = traced(target, run)
    if is_saved_trace(target) or not Report(graph).sizes.uncertain:
        return Report(graph)
    with opened(target, run) as ready:

        def trace_at(shapes: list[tuple[int, ...]]) -> Graph | None:
            with suppress(InspectError):
                return ready.trace(shapes, train=run.train)
            return None

        return Report(graph, further=cover(graph, trace_at, asked))


def fit_memory(  # noqa: PLR0913 - the options of the command line
    target: Target,
    budget: int | str,
    input: Input | None = None,  # noqa: A002 - the word of the command line
    *,
    arguments: Mapping[str, Any] | None = None,
    optimizer: str | None = None,
    dtype: str | None = None,
    checkpoint: str | None = None,
    timeout: float = DEFAULT_TIMEOUT,
) -> "MemoryFit":
    """Return the largest batches whose memory is within a budget, for inference and training.

    Args:
        target: As for :func:`inspect`; no saved trace, as a second batch is traced.
        budget: Bytes, or text such as ``"24GiB"``.
        input: As for :func:`inspect`; its batch does not count.
        arguments: Constructor arguments by name.
        optimizer: As for :meth:`Report.planned`, and so are ``dtype`` and ``checkpoint``.
        dtype: See above.
        checkpoint: See above.
        timeout: Seconds after which the network's code is ended; 0 for no limit.

    Raises:
        UsageError: The target is a saved trace, or the network runs other operators on a larger
            batch.

    Example:
        >>> fit_memory("resnet18", "1GiB", optimizer="momentum").training.batch
        36
    """
    run = RunOptions(input=input, arguments=arguments or {}, timeout=timeout)
    try:
        size = budget if isinstance(budget, int) else bytes_of(budget)
    except ValueError:
        raise UsageError(f"`{budget}` is no amount of memory", 'Write "24GiB".') from None
    report = Report(traced(target, run)).planned(
        optimizer=optimizer, dtype=dtype, checkpoint=checkpoint
    )
    return fitted_memory(report, target, run, size)


def fitted_memory(report: Report, target: Target, run: RunOptions, budget: int) -> "MemoryFit":
    """Return the largest batches for a budget of bytes; see :func:`fit_memory`.

    Args:
        report: Of the target, with the plan of training.
        target: What is traced again with batches of 2 and 4.
        run: How.
        budget: Bytes.
    """
    from resnet_inspect.analysis.facts import fit_memory as fit  # noqa: PLC0415 - only here

    if is_saved_trace(target):
        raise UsageError(
            f"`{target}` is a saved trace, which has one batch", "Name the network itself."
        )
    shapes = [node.output.shape for node in report.graph.inputs()]
    with opened(target, run) as ready:
        ready.trace(train=run.train)

        def needs(batch: int) -> "tuple[int, Memory]":
            larger = [(batch, *shape[1:]) for shape in shapes]
            other = Report(ready.trace(larger, train=run.train), plan=report.plan)
            return batch, other.memory

        return fit(needs(2), needs(4), budget)


def cross_check(
    target: Target,
    input: Input | None = None,  # noqa: A002 - the word of the command line
    *,
    arguments: Mapping[str, Any] | None = None,
    timeout: float = DEFAULT_TIMEOUT,
) -> "CrossCheck":
    """Ask torchinfo, fvcore and torch's FlopCounterMode for MACs, and account for each figure.

    All are asked on one sample, with real values: of the input that is given, else of the smallest
    image that the network accepts.
    torch's MemTracker is asked for the memory of inference and training, on the input as given.

    Raises:
        UsageError: The target is a saved trace, which no other tool can run.
        InspectError: The network cannot be copied, or its forward pass fails.
    """
    return cross_checked(
        target, RunOptions(input=input, arguments=arguments or {}, timeout=timeout)
    )


def cross_checked(target: Target, run: RunOptions) -> "CrossCheck":
    """Ask other tools about a network; see :func:`cross_check`."""
    from resnet_inspect.analysis.witnesses.cross_check import account_for  # noqa: PLC0415 - only here
    from resnet_inspect.analysis.witnesses.memory_check import (  # noqa: PLC0415 - see above
        account_for_memory,
    )
    from resnet_inspect.targets.inputs.adapter import (  # noqa: PLC0415 - see above
        called_with_tensors,
    )
    from resnet_inspect.tracing.memory_witness import ask_mem_tracker  # noqa: PLC0415 - see above
    from resnet_inspect.tracing.witnesses import ask_witnesses  # noqa: PLC0415 - see above

    if is_saved_trace(target):
        raise UsageError(
            f"`{target}` is a saved trace, which other tools cannot run",
            "Cross-check the network that it was traced from.",
        )
    with opened(target, run) as ready:
        graph = ready.trace()
        network = called_with_tensors(ready.network, ready.call)
        peaks = ask_mem_tracker(network, [node.output for node in graph.inputs()])
        smallest = run.input is None
        check = account_for(*ask_witnesses(network, graph, shrink=smallest))
        return replace(check, memory=account_for_memory(graph, peaks))


def lint(
    target: Target,
    input: Input | None = None,  # noqa: A002 - the word of the command line
    *,
    arguments: Mapping[str, Any] | None = None,
    options: "LintOptions | None" = None,
    timeout: float = DEFAULT_TIMEOUT,
) -> "Findings":
    """Report what is wrong with a network: shapes, residual connections, autograd, structure.

    Args:
        target: As for :func:`inspect`; a saved trace is linted as it is.
        input: As for :func:`inspect`. Without it, a size that the classifier is made for is found.
        arguments: Constructor arguments by name.
        options: Which rules run, and what they count for.
        timeout: Seconds after which the network's code is ended; 0 for no limit.

    Returns:
        The findings, to be iterated over; printing them shows each at the line to change. A
        constructor that raises is a finding, too.

    Raises:
        UsageError: There is no such target, or the input does not fit.

    Example:
        >>> len(lint("resnet18"))
        0
    """
    from resnet_inspect.printed_findings import PrintedFindings  # noqa: PLC0415 - only for this

    run = RunOptions(input=input, arguments=arguments or {}, timeout=timeout)
    return PrintedFindings.of(linted(target, run, options))


def linted(target: Target, run: RunOptions, options: "LintOptions | None" = None) -> "Findings":
    """Report what is wrong with a network; see :func:`lint`."""
    from resnet_inspect.linter.network import (  # noqa: PLC0415 - the rules, only for this
        SavedTrace,
        failed_to_run,
        lint_network,
    )
    from resnet_inspect.linter.repair.past_construction import (  # noqa: PLC0415 - see above
        past_construction,
    )
    from resnet_inspect.linter.reporting.options import LintOptions  # noqa: PLC0415 - see above

    options = options or LintOptions()
    if is_saved_trace(target):
        return lint_network(SavedTrace(trace(target)), options, free=False)
    try:
        with opened(target, run) as ready:
            result = lint_network(ready, options, free=run.input is None)
    except ConstructionError as error:
        result = failed_to_run(str(target), error)
        if isinstance(target, str | Path):
            result = past_construction(result, _reopening(target, run), options)
    if not isinstance(target, str | Path) or not options.fixes:
        return result
    return _with_tried_fixes(result, target, run, options)


def _reopening(target: str | Path, run: RunOptions) -> "Reopen":
    """Return what builds the network again with other texts in place of some files."""
    from resnet_inspect.targets.files.overlay import overlaid  # noqa: PLC0415 - only where needed

    @contextmanager
    def reopen(texts: Mapping[str, str]) -> Iterator["OpenTarget"]:
        with overlaid(texts), opened(target, run) as ready:
            yield ready

    return reopen


def _with_tried_fixes(
    result: "Findings", target: str | Path, run: RunOptions, options: "LintOptions"
) -> "Findings":
    from resnet_inspect.linter.repair.mending import mended  # noqa: PLC0415 - only where needed
    from resnet_inspect.linter.repair.trial import (  # noqa: PLC0415 - see above
        Trial,
        with_tried_fixes,
    )
    from resnet_inspect.linter.reporting.options import Mend  # noqa: PLC0415 - see above

    trial = Trial(_reopening(target, run), options, free=run.input is None)
    if options.mend is not Mend.NONE:
        result = mended(result, trial)
    return with_tried_fixes(result, trial)


def diagram(  # noqa: PLR0913 - the options of the command line
    *targets: "Target | Report | int | tuple[int, ...]",
    input: Input | None = None,  # noqa: A002 - the word of the command line
    arguments: Mapping[str, Any] | None = None,
    level: str | None = None,
    fit: str = "a4",
    theme: str = "paper",
    fold: bool = True,
    expand: Sequence[str] = (),
    only: str = "",
    show: str | Sequence[str] = (),
    color_by: str = "",
    title: bool | str = True,
    names: Sequence[str] = (),
    labels: Mapping[str, str] | None = None,
    font: str | Path = "",
    legend: bool = True,
    timeout: float = DEFAULT_TIMEOUT,
) -> "Diagram":
    """Draw networks; a network that fails is drawn with its failure.

    Args:
        targets: As for :func:`inspect`, or reports; several are drawn in one figure. A number or
            shape behind them is the input, as in ``inspect(network, 224)``.
        input: As for :func:`inspect`.
        arguments: Constructor arguments by name.
        level: ``stage``, ``block``, ``layer`` or ``op``; by default what fits what is drawn.
        fit: The page: ``a4``, ``letter``, ``column``, ``page`` (both columns) or ``slide``.
        theme: ``paper``, ``light``, ``dark``, ``colorblind``, ``auto`` (light or dark as the
            viewer's screen is), or a TOML file.
        fold: Draw runs of equal blocks once.
        expand: Modules whose equal blocks are drawn one by one all the same.
        only: One module to draw alone.
        show: What stands on the chips: ``params``, ``macs``, ``flops``, ``activations``,
            ``field``, ``shape``.
        color_by: What the chips' heat colors tell: the first four of these.
        title: Whether the network is named, or what it is called.
        names: What several networks are called, in order.
        labels: Other words for stages and blocks: ``{"layer1": "conv2_x"}``.
        font: A TrueType file instead of our typeface.
        legend: Whether the lines are explained.
        timeout: Seconds after which a network's code is ended; 0 for no limit.

    Returns:
        The figure: ``save`` writes it, a notebook shows it.

    Raises:
        UnknownChoiceError: There is no such level, page, theme, or figure on the chips.
        UsageError: There is no such target, or the input does not fit.

    Example:
        >>> print(diagram("resnet18").render("text").splitlines()[0])
        ResNet-18
    """
    from resnet_inspect.render.diagram.content.model import Level  # noqa: PLC0415 - only for figures
    from resnet_inspect.render.diagram.diagram import Diagram  # noqa: PLC0415 - see above
    from resnet_inspect.render.diagram.layout.page import Options  # noqa: PLC0415 - see above

    if level is not None and level not in set(Level):
        raise UnknownChoiceError("level", level, Level)
    networks, input = _split_input(targets, input)  # noqa: A001 - see above
    options = Options(
        level=Level(level) if level else None, fit=fit, theme=theme, fold=fold,
        expand=_words(expand), only=only, show=_words(show), color_by=color_by,
        title=bool(title), names=(title,) if isinstance(title, str) and title else tuple(names),
        labels=tuple((labels or {}).items()), font=str(font), legend=legend,
    )  # fmt: skip
    run = RunOptions(input=input, arguments=arguments or {}, timeout=timeout)
    return Diagram(tuple(_reports(networks, run)), options.checked())


def _split_input(
    targets: Sequence["Target | Report | int | tuple[int, ...]"],
    input: Input | None,  # noqa: A002 - see diagram
) -> tuple[list["Target | Report"], Input | None]:
    """Take a number or shape behind the targets for the input."""
    networks = [one for one in targets if not isinstance(one, int | tuple)]
    sizes = [one for one in targets if isinstance(one, int | tuple)]
    if len(sizes) > 1 or (sizes and input is not None):
        raise UsageError("more than one input is given", "Give one: diagram(network, 224).")
    return networks, sizes[0] if sizes else input


def _words(names: str | Sequence[str]) -> tuple[str, ...]:
    """Read names in a list, or in one text with commas between them."""
    listed = names.split(",") if isinstance(names, str) else names
    return tuple(name.strip() for name in listed if name.strip())


def paper_table(  # noqa: PLR0913 - the options of the command line
    *targets: "Target | Report",
    input: Input | None = None,  # noqa: A002 - the word of the command line
    arguments: Mapping[str, Any] | None = None,
    caption: str = "",
    label: str = "",
    names: Sequence[str] = (),
    timeout: float = DEFAULT_TIMEOUT,
) -> "PaperTable":
    """Put networks side by side, as table 1 of He et al. 2015 does.

    Args:
        targets: As for :func:`inspect`, or reports: the columns.
        input: As for :func:`inspect`.
        arguments: Constructor arguments by name.
        caption: The table's caption.
        label: Its label in LaTeX.
        names: What the columns are called, in order.
        timeout: Seconds after which a network's code is ended; 0 for no limit.

    Returns:
        The table: ``print`` shows it, a notebook too; ``latex()`` and ``markdown()`` write it.
    """
    from resnet_inspect.render.paper_table import build  # noqa: PLC0415 - only for this table

    run = RunOptions(input=input, arguments=arguments or {}, timeout=timeout)
    return build.paper_table(list(_reports(targets, run)), caption, label, names)


def diff(  # noqa: PLR0913 - the options of the command line
    before: "Target | Report",
    after: "Target | Report | None" = None,
    *,
    input: Input | None = None,  # noqa: A002 - the word of the command line
    arguments: Mapping[str, Any] | None = None,
    ignore: Sequence[str] = (),
    timeout: float = DEFAULT_TIMEOUT,
) -> "Difference":
    """Say what changed from one network to another: stages, blocks, layers and their settings.

    Layers are aligned by what they are and where they stand, never by their names. One network
    alone is compared with the published one that it is nearest to.

    Args:
        before: The earlier network: as for :func:`inspect`, or a report.
        after: The later one.
        input: As for :func:`inspect`, for both. Beside a saved trace, that trace's by default.
        arguments: Constructor arguments by name, for both.
        ignore: What does not count: ``"names"``, ``"classes"``, ``"bias"``, ``"stem"``, ``"head"``
            or the name of a setting.
        timeout: Seconds after which a network's code is ended; 0 for no limit.

    Returns:
        The difference; ``print`` shows it, a notebook too; ``same`` tells whether there is none.

    Raises:
        UsageError: There is no such target, or one alone is near to no published network.

    Example:
        >>> diff("resnet18", "resnet18").same
        True
    """
    run = RunOptions(input=input, arguments=arguments or {}, timeout=timeout)
    return difference(before, after, run, tuple(ignore))


def difference(
    before: "Target | Report",
    after: "Target | Report | None",
    run: RunOptions,
    ignore: tuple[str, ...] = (),
) -> "Difference":
    """Compare networks that are run as ``run`` says; see :func:`diff`."""
    from resnet_inspect.difference import Difference  # noqa: PLC0415 - only here

    if after is None:
        (new,) = _reports([before], run)
        return Difference(nearest_report(new, run), new, ignore)
    old, new = _alike(before, after, run)
    return Difference(old, new, ignore)


def _alike(one: "Target | Report", other: "Target | Report", run: RunOptions) -> Iterator[Report]:
    """Trace two networks, on the input of a saved trace where one of them is one."""
    saved = [each for each in (one, other) if not isinstance(each, Report) and is_saved_trace(each)]
    if len(saved) == 1 and run.input is None:
        (trace_,) = _reports(saved, RunOptions())
        run = replace(run, input=_inputs(trace_.graph))
        return _reports([trace_ if each is saved[0] else each for each in (one, other)], run)
    return _reports([one, other], run)


def nearest_report(report: Report, run: RunOptions | None = None) -> Report:
    """Trace the published network that a network is nearest to, on the same input.

    It is built with as many classes and image channels as the network has.

    Args:
        report: The network.
        run: How it was run.

    Raises:
        UsageError: No published network is near.
    """
    near = report.facts.nearest
    if near is None:
        raise UsageError(
            f"no published network is near to `{report.graph.run.target}`",
            "Name a second network to compare it with.",
        )
    image = report.graph.inputs()[0].output.shape
    run = replace(run or RunOptions(), input=image, arguments=near.arguments)
    return Report(traced(near.variant.name, run))


def _inputs(graph: Graph) -> Input:
    """Return a trace's inputs as one would give them again."""
    specs = [node.output for node in graph.inputs()]
    if graph.run.inputs and all(name.isidentifier() for name in graph.run.inputs):
        return dict(zip(graph.run.inputs, specs, strict=True))
    return specs


def weights(
    file: str | Path,
    target: Target | None = None,
    *,
    arguments: Mapping[str, Any] | None = None,
    timeout: float = DEFAULT_TIMEOUT,
) -> "WeightsReport":
    """Tell what is in a file of weights and, given a network, whether it fits and how to load it.

    Nothing in the file is executed and no tensor's numbers are read.

    Args:
        file: What ``torch.save`` wrote, a safetensors file, or an index of several.
        target: As for :func:`inspect`; without it, the file alone is told.
        arguments: Constructor arguments by name.
        timeout: Seconds after which the network's code is ended; 0 for no limit.

    Raises:
        CheckpointError: The file is damaged, or holds no weights.
        UsageError: There is no such target.
    """
    return weighed(file, target, RunOptions(arguments=arguments or {}, timeout=timeout))


def weighed(file: str | Path, target: Target | None, run: RunOptions) -> "WeightsReport":
    """Compare a file of weights with a network; see :func:`weights`."""
    from resnet_inspect.checkpoints.read import read_checkpoint  # noqa: PLC0415 - see is_weights
    from resnet_inspect.fitting.fit import fit_of  # noqa: PLC0415 - only here
    from resnet_inspect.fitting.graph_specs import graph_specs  # noqa: PLC0415 - see above
    from resnet_inspect.weights_report import WeightsReport  # noqa: PLC0415 - see above

    held = read_checkpoint(file)
    if target is None:
        return WeightsReport(held)
    name = str(target) if isinstance(target, str | Path) else type(target).__name__
    if is_saved_trace(target):
        return WeightsReport(held, name, fit_of(held.specs, graph_specs(traced(target, run))))
    from resnet_inspect.tracing.loading import state_specs, try_loading  # noqa: PLC0415 - see above

    with opened(target, run) as ready:
        found = WeightsReport(held, name, fit_of(held.specs, state_specs(ready.network)))
        if found.code is None:
            return found
        tried = try_loading(ready.network, found.loaded_specs, found.code.loading)
        return replace(found, tried=tried)


def _reports(targets: Sequence["Target | Report"], run: RunOptions) -> Iterator[Report]:
    for target in targets:
        if isinstance(target, Report):
            yield target
        else:
            yield Report(traced(target, run, recover=True))


def is_weights(target: Target) -> bool:
    """Tell whether a target is a file of weights, which stands for the network that they are of."""
    return isinstance(target, str | Path) and is_checkpoint(target)


def _network_of(file: Target) -> "Reconstruction":
    """Tell which published network the weights in a file are of."""
    from resnet_inspect.checkpoints.read import read_checkpoint  # noqa: PLC0415 - other targets need none
    from resnet_inspect.fitting.recognition.reconstruction import reconstructed  # noqa: PLC0415 - see above

    return reconstructed(read_checkpoint(str(file)))


def is_saved_trace(target: Target) -> bool:
    """Tell whether a target is a saved trace, which needs no torch."""
    if not isinstance(target, str | Path) or is_weights(target):
        return False
    return parse_target(str(target)).kind is TargetKind.TRACE


@contextmanager
def opened(target: Target, run: RunOptions) -> Iterator["OpenTarget"]:
    """Build the network that a target names; inside the block it can be traced repeatedly."""
    from resnet_inspect.targets.open_target import (  # noqa: PLC0415 - torch takes long to import
        open_module,
        open_target,
    )

    if is_weights(target):
        found = _network_of(target)
        target, run = found.variant, found.customized(run)
    given = read_inputs(run.input)
    if isinstance(target, str | Path):
        name = parse_target(str(target))
        with open_target(name, arguments=run.arguments, given=given, timeout=run.timeout) as ready:
            yield ready
    else:
        if not hasattr(target, "named_modules") or isinstance(target, type):
            raise UsageError(
                f"`{target!r:.80}` is no network",
                "Give an nn.Module (not its class), or a target's name as text.",
            )
        if run.arguments:
            raise UsageError("a module is already built: `arguments` cannot change it")
        with open_module(target, given=given, timeout=run.timeout) as ready:
            yield ready

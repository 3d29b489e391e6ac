"""The lines that tell what is in a checkpoint, and whether it fits."""

from collections.abc import Iterator

from resnet_inspect import units
from resnet_inspect.checkpoints.checkpoint import Checkpoint
from resnet_inspect.fitting.causes import causes
from resnet_inspect.fitting.code import counters_missing
from resnet_inspect.fitting.fit import Fit, Verdict
from resnet_inspect.fitting.parametrized import computed_by
from resnet_inspect.fitting.recognition.copies import copies_in
from resnet_inspect.fitting.recognition.part import blocks_text
from resnet_inspect.fitting.weights import Weights
from resnet_inspect.render.table.model import Fact, Table, Tone

MOST_OTHERS = 8
MOST_ASKED = 4
MOST_PARTS = 4

TONES = {Verdict.FITS: Tone.ADDED, Verdict.FITS_AFTER: Tone.WARNING,
         Verdict.DOES_NOT_FIT: Tone.ERROR}  # fmt: skip


def weights_table(weights: Weights) -> Table:
    """Return the answer as a table without rows, which every format can write."""
    header = tuple(Fact(label=label, text=text) for label, text in contents(weights))
    fit = () if weights.fit is None else tuple(_fit(weights, weights.fit))
    return Table(title=_title(weights), header=(*header, *fit), columns=(), rows=(), footer=())


def _title(weights: Weights) -> str:
    name = weights.checkpoint.path
    return f"{name} into {weights.target}" if weights.target else name


def contents(weights: Weights) -> Iterator[tuple[str, str]]:
    """Yield labels and sentences about the file alone."""
    held, identity = weights.checkpoint, weights.identity
    yield "weights", _weights(held)
    yield from _network(weights)
    for departure in identity.departures:
        yield "but", departure
    for prefix in copies_in(held.specs):
        yield "copy", f"`{prefix}` holds a further copy of the network"
    if held.quantized:
        yield "numbers", "quantized: small integers that stand for real numbers"
    if kind := computed_by(held.specs):
        yield "numbers", f"what weights are computed from whenever the network runs: {kind}"
    yield "blocks", blocks_text(weights.part)
    yield "head", _head(weights)
    if weights.naming:
        yield "names", weights.naming
    if held.network:
        yield "saved", f"the network itself, an object of {held.network}, not its state dict"
    for other in held.others[:MOST_OTHERS]:
        yield "beside", f"{other.name}: {other.text}"
    if held.asked:
        yield "refused", _asked(held)
    yield "untold", "strides (v1 or v1.5), dilation, pooling, activations: weights do not show them"


def _network(weights: Weights) -> Iterator[tuple[str, str]]:
    """Yield which network it is, and what lies around it where it is a part of the file."""
    part, identity = weights.part, weights.identity
    if not identity.variants:
        yield "network", "none that is published here, nor near to one"
        return
    where = f", in `{part.prefix}`" if part.around else ""
    yield ("network" if identity.exact else "nearest"), f"{identity.title}{where}"
    if part.around:
        outside = sorted(part.neighbors.items(), key=lambda one: -one[1])
        shown = [f"{name} {number}" for name, number in outside[:MOST_PARTS]]
        number = units.plural(len(part.around), "tensor")
        yield "around", f"{number} of other parts: {', '.join(shown)}"


def _weights(held: Checkpoint) -> str:
    where = f" in {'.'.join(held.keys)}" if held.keys else ""
    types = " and ".join(held.dtypes)
    return (
        f"{units.plural(len(held.tensors), 'tensor')}{where}, {held.numbers:,} numbers, {types}; "
        f"{held.container}, {units.binary_size(held.bytes)}"
    )


def _head(weights: Weights) -> str:
    channels = weights.anatomy.image_channels
    images = f"; images of {units.plural(channels, 'channel')}" if channels else ""
    return f"{_classifier(weights)}{images}"


def _classifier(weights: Weights) -> str:
    """Write a head: ``37 classes (`1.8`), behind a hidden layer of 512``."""
    *hidden, last = weights.anatomy.head_layers or (None,)
    if last is None:
        return "none"
    embeds, twice = weights.identity.embeds, weights.identity.pools_twice
    what = f"an embedding of {last.shape[0]:,}" if embeds else f"{last.shape[0]:,} classes"
    widths = " and ".join(f"{layer.shape[0]:,}" for layer in hidden)
    layers = "a hidden layer" if len(hidden) == 1 else "hidden layers"
    behind = f", behind {layers} of {widths}" if hidden else ""
    pooled = ", averages and maxima pooled side by side as in fastai" if twice else ""
    return f"{what} (`{last.path}`){behind}{pooled}"


def _asked(held: Checkpoint) -> str:
    shown = ", ".join(held.asked[:MOST_ASKED])
    more = len(held.asked) - MOST_ASKED
    return f"{shown}{f' and {more} more' if more > 0 else ''}: named in the file, not imported"


def _fit(weights: Weights, fit: Fit) -> Iterator[Fact]:
    text = f"{fit.verdict}: {len(fit.filled):,} of {len(fit.target):,} tensors"
    yield Fact(label="answer", text=text, tone=TONES[fit.verdict])
    for cause in causes(fit):
        yield Fact(label="because", text=cause)
    if fit.verdict is not Verdict.FITS and (counters := counters_missing(fit)):
        yield Fact(
            label="note", text=f"{counters} num_batches_tracked are not in the file: no harm"
        )
    if weights.tried is not None and weights.code is not None:
        failed = f"tried, and it failed: {weights.tried}"
        tone = Tone.ERROR if weights.tried else Tone.NORMAL
        yield Fact(
            label="code", text=failed if weights.tried else "tried on meta tensors", tone=tone
        )
    elif weights.code is not None:
        yield Fact(label="code", text="not tried: the target is a saved trace")
    if weights.code is not None and weights.code.write_first:
        command = f"resnet-inspect weights {weights.checkpoint.path} {weights.target}"
        yield Fact(label="first", text=f"{command} --write remapped.safetensors")

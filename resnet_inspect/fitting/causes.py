"""Why weights do not fit as they are: one sentence a cause, with its count."""

from collections import Counter
from collections.abc import Iterable, Iterator

from resnet_inspect import units
from resnet_inspect.fitting.fit import Fit, Verdict, shared_depth
from resnet_inspect.fitting.names.naming import naming
from resnet_inspect.fitting.recognition.anatomy import Anatomy
from resnet_inspect.fitting.recognition.identity import identify

WRAPPERS = {
    "module.": "as nn.DataParallel writes them",
    "_orig_mod.": "as torch.compile writes them",
    "module._orig_mod.": "as nn.DataParallel and torch.compile write them",
    "_orig_mod.module.": "as torch.compile and nn.DataParallel write them",
    "model.": "as Lightning modules often write them",
    "backbone.": "as a backbone inside of another network",
}
MOST_PARTS = 4


def causes(fit: Fit) -> tuple[str, ...]:
    """Return all causes, those that are told by the names first."""
    theirs, ours = fit.sides
    another = fit.verdict is Verdict.DOES_NOT_FIT
    return (
        *_names(fit), *_numbers(fit), *(_kinds(theirs, ours) if another else ()), *_stems(fit),
        *(_norms(fit) if another else ()), *_heads(fit), *_rest(fit),
    )  # fmt: skip


def _names(fit: Fit) -> Iterator[str]:
    renaming, number = fit.renaming, len(fit.renaming.names)
    if renaming.ordered:
        yield f"names tell nothing: {units.plural(number, 'tensor')} matched by order and shape"
        return
    if renaming.scheme:
        theirs, ours = naming(fit.source), naming(fit.target)
        named = f"{theirs or 'of a naming of their own'}, the network's {ours or 'are its own'}"
        yield f"names are {named}: {units.plural(number, 'tensor')} matched by structure"
        return
    if renaming.dropped:
        why = f", {WRAPPERS[renaming.dropped]}" if renaming.dropped in WRAPPERS else ""
        yield f"{units.plural(number, 'name')} begin with `{renaming.dropped}`{why}"
    if renaming.added:
        yield f"the network's names begin with `{renaming.added}`, the file's do not"


def _numbers(fit: Fit) -> Iterator[str]:
    """Yield how the numbers themselves are written otherwise."""
    if fit.quantized:
        types = " and ".join(fit.quantized)
        yield f"the file's weights are quantized ({types}), the network's are real numbers"
    if fit.computed_by:
        yield (
            f"the file holds what weights are computed from, by {fit.computed_by}: apply the same "
            "to the network, load, and remove it there"
        )
    if fit.transposed:
        yield (
            "kernels lie as TensorFlow and Flax have them (height, width, in, out): permute them "
            "to (out, in, height, width)"
        )


def _kinds(theirs: Anatomy, ours: Anatomy) -> Iterator[str]:
    if theirs.dimensions != ours.dimensions and theirs.dimensions and ours.dimensions:
        there, here = theirs.dimensions, ours.dimensions
        yield f"the file's convolutions are {there}-D, the network's {here}-D"
        return
    yield from _bodies(theirs, ours)
    for gates, other, name in (
        (theirs.gates, ours.gates, "squeeze-and-excitation gate"),
        (theirs.channel_gates, ours.channel_gates, "ECA gate"),
    ):
        if gates != other:
            yield f"the file has {units.plural(gates, name)}, the network {other}"


def _bodies(theirs: Anatomy, ours: Anatomy) -> Iterator[str]:
    """Yield which networks both are, and what differs first: depths, groups, or widths."""
    sides = theirs, ours
    names = [_name(side) for side in sides]
    depths = [(side.bottleneck, list(side.depths.values())) for side in sides]
    if depths[0] != depths[1]:
        texts = [f"{name}: {side.text}" if name else side.text
                 for name, side in zip(names, sides, strict=True)]  # fmt: skip
        yield f"the file has {texts[0]}; the network {texts[1]}"
        return
    if names[0] != names[1] and all(names):
        yield f"the file has {names[0]}; the network {names[1]}"
    if theirs.cardinality != ours.cardinality:
        groups = [side.cardinality for side in sides]
        yield f"the file's 3×3 convolutions have {_groups(groups[0])}, the network's {groups[1]}"
    elif list(theirs.depths) != list(ours.depths):
        widths = ["/".join(map(str, side.depths)) for side in sides]
        yield f"the file's blocks are {widths[0]} wide, the network's {widths[1]}"


def _name(side: Anatomy) -> str:
    """Return the first of the variants that a side may be, empty for none."""
    variants = identify(side).variants
    return variants[0].title if variants else ""


def _groups(number: int) -> str:
    return "no groups" if number == 1 else f"{number} groups"


def _stems(fit: Fit) -> Iterator[str]:
    if fit.image_channels is not None:
        theirs, ours = fit.image_channels
        yield f"the file is for images of {units.plural(theirs, 'channel')}, the network for {ours}"
        return
    stems = [side.stem for side in fit.sides]
    shapes = [(one.shape[0], one.shape[2:]) for one in stems if one is not None]
    if len(set(shapes)) > 1:
        texts = [units.dimensions(kernel) + f" to {width} channels" for width, kernel in shapes]
        yield f"the file's first convolution is {texts[0]}, the network's {texts[1]}"


def _norms(fit: Fit) -> Iterator[str]:
    theirs, ours = fit.sides
    if bool(theirs.norms) != bool(ours.norms):
        bare, other = (theirs, "file") if ours.norms else (ours, "network")
        yield f"the {other} has no normalizations{_folded(bare)}"
    elif fit.lacks_statistics_only:
        yield "the file has no running statistics: parameters alone were saved"
    elif theirs.keeps_statistics != ours.keeps_statistics:
        having = "file's" if theirs.keeps_statistics else "network's"
        yield f"only the {having} normalizations have running statistics: batch against group norm"
    if theirs.biased != ours.biased and not (theirs.bare or ours.bare):
        yield (
            f"{units.plural(theirs.biased, 'convolution')} of the file "
            f"{'has' if theirs.biased == 1 else 'have'} a bias, of the network {ours.biased}"
        )


def _folded(bare: Anatomy) -> str:
    if not bare.bare:
        return ""
    return (
        f", and each of its {bare.biased} convolutions has a bias: folded into them for inference, "
        "or never there"
    )


def _heads(fit: Fit) -> Iterator[str]:
    theirs, ours = (side.head for side in fit.sides)
    if not fit.heads_alike:
        stacks = [_stack(side) for side in fit.sides]
        yield f"the file's head is {stacks[0]}, the network's {stacks[1]}"
    elif theirs is not None and ours is not None:
        if theirs.shape[0] != ours.shape[0]:
            yield f"the file tells {theirs.shape[0]:,} classes apart, the network {ours.shape[0]:,}"
        if theirs.shape[1] != ours.shape[1]:
            reads = [f"{head.shape[1]:,}" for head in (theirs, ours)]
            yield f"the file's head reads {reads[0]} numbers, the network's {reads[1]}"
    elif theirs is not None:
        text = f"{theirs.shape[0]:,} classes (`{theirs.path}`)"
        yield f"the file has a head of {text}, the network none"
    elif ours is not None:
        yield f"the network has a head of {ours.shape[0]:,} classes (`{ours.path}`), the file none"


def _stack(side: Anatomy) -> str:
    """Write a head: ``2 linear layers (1,024→512→37)``."""
    layers = side.head_layers
    widths = [layers[0].shape[1], *(layer.shape[0] for layer in layers)]
    number = units.plural(len(layers), "linear layer")
    return f"{number} ({'→'.join(f'{width:,}' for width in widths)})"


def _rest(fit: Fit) -> Iterator[str]:
    missing = [name for name in fit.missing if name not in fit.head]
    if missing:
        lacks = _parts(missing, fit.target)
        yield f"of the network's {len(fit.target):,} tensors, the file lacks {lacks}"
    if fit.unused:
        yield f"the network has no place for {_parts(list(fit.unused), fit.source)} of the file"
    for prefix, number in fit.copies.items():
        yield f"the file holds a further copy of its network: {number:,} tensors of `{prefix}`"
    other = [name for name in fit.reshaped if name not in fit.head]
    if other and not fit.transposed and not (fit.adapts_channels and len(other) == 1):
        yield f"{units.plural(len(other), 'tensor')} of another shape: {_shown(fit, other)}"


def _shown(fit: Fit, names: list[str]) -> str:
    shown = [
        f"`{name}` {fit.source[fit.old_names[name]].shape} to {fit.target[name].shape}"
        for name in names[:2]
    ]
    return ", ".join(shown) + (" …" if len(names) > len(shown) else "")


def _parts(names: list[str], among: Iterable[str]) -> str:
    """Count names by their first part that not all begin with: ``120 (layer4 90, layer3 30)``."""
    depth = shared_depth([name.split(".")[:-1] for name in among])
    counted = Counter(name.split(".")[depth] for name in names)
    shown = [f"{part} {number}" for part, number in counted.most_common(MOST_PARTS)]
    more = " …" if len(counted) > len(shown) else ""
    return f"{len(names):,} ({', '.join(shown)}{more})"

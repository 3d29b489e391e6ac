"""Why weights do not fit as they are: one sentence a cause, with its count."""

from collections import Counter
from collections.abc import Iterator

from resnet_inspect import units
from resnet_inspect.fitting.anatomy import Anatomy
from resnet_inspect.fitting.fit import Fit, Verdict
from resnet_inspect.fitting.identity import identify
from resnet_inspect.fitting.naming import naming

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
        *_names(fit), *(_kinds(theirs, ours) if another else ()), *_stems(fit),
        *(_norms(theirs, ours) if another else ()), *_heads(fit), *_rest(fit),
    )  # fmt: skip


def _names(fit: Fit) -> Iterator[str]:
    renaming, number = fit.renaming, len(fit.renaming.names)
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


def _kinds(theirs: Anatomy, ours: Anatomy) -> Iterator[str]:
    if theirs.dimensions != ours.dimensions:
        there, here = theirs.dimensions, ours.dimensions
        yield f"the file's convolutions are {there}-D, the network's {here}-D"
        return
    if theirs.bottleneck != ours.bottleneck or list(theirs.depths.values()) != list(
        ours.depths.values()
    ):
        names = [_name(side) for side in (theirs, ours)]
        texts = [f"{name}: {side.text}" if name else side.text
                 for name, side in zip(names, (theirs, ours), strict=True)]  # fmt: skip
        yield f"the file has {texts[0]}; the network {texts[1]}"
    elif theirs.cardinality != ours.cardinality:
        groups = [side.cardinality for side in (theirs, ours)]
        yield f"the file's 3×3 convolutions have {_groups(groups[0])}, the network's {groups[1]}"
    elif list(theirs.depths) != list(ours.depths):
        widths = ["/".join(map(str, side.depths)) for side in (theirs, ours)]
        yield f"the file's blocks are {widths[0]} wide, the network's {widths[1]}"
    elif (names := [_name(theirs), _name(ours)])[0] != names[1] and all(names):
        yield f"the file has {names[0]}; the network {names[1]}"
    for gates, other, name in (
        (theirs.gates, ours.gates, "squeeze-and-excitation gate"),
        (theirs.channel_gates, ours.channel_gates, "ECA gate"),
    ):
        if gates != other:
            yield f"the file has {units.plural(gates, name)}, the network {other}"


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


def _norms(theirs: Anatomy, ours: Anatomy) -> Iterator[str]:
    if bool(theirs.norms) != bool(ours.norms):
        lacking = "network" if theirs.norms else "file"
        yield f"the {lacking} has no normalizations"
    elif theirs.keeps_statistics != ours.keeps_statistics:
        having = "file's" if theirs.keeps_statistics else "network's"
        yield f"only the {having} normalizations have running statistics: batch against group norm"
    if theirs.biased != ours.biased:
        yield (
            f"{units.plural(theirs.biased, 'convolution')} of the file "
            f"{'has' if theirs.biased == 1 else 'have'} a bias, of the network {ours.biased}"
        )


def _heads(fit: Fit) -> Iterator[str]:
    theirs, ours = (side.head for side in fit.sides)
    if theirs is not None and ours is not None:
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


def _rest(fit: Fit) -> Iterator[str]:
    missing = [name for name in fit.missing if name not in fit.head]
    if missing:
        yield f"of the network's {len(fit.target):,} tensors, the file lacks {_parts(missing)}"
    if fit.unused:
        yield f"the network has no place for {_parts(list(fit.unused))} of the file"
    other = [name for name in fit.reshaped if name not in fit.head]
    if other and not (fit.adapts_channels and len(other) == 1):
        yield f"{units.plural(len(other), 'tensor')} of another shape: {_shown(fit, other)}"


def _shown(fit: Fit, names: list[str]) -> str:
    shown = [
        f"`{name}` {fit.source[fit.old_names[name]].shape} to {fit.target[name].shape}"
        for name in names[:2]
    ]
    return ", ".join(shown) + (" …" if len(names) > len(shown) else "")


def _parts(names: list[str]) -> str:
    """Count names by their first part: ``120 (layer4 90, layer3 30)``."""
    counted = Counter(name.split(".")[0] for name in names)
    shown = [f"{part} {number}" for part, number in counted.most_common(MOST_PARTS)]
    more = " …" if len(counted) > len(shown) else ""
    return f"{len(names):,} ({', '.join(shown)}{more})"

"""What a comparison of two networks says: pairs of parts, blocks and layers."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from resnet_inspect.analysis.structure.parts import Block
from resnet_inspect.graph import ModulePath, NodeId


class Status(StrEnum):
    """What became of a layer, a block or a part."""

    EQUAL = "equal"
    CHANGED = "changed"
    REMOVED = "removed"
    ADDED = "added"


class Role(StrEnum):
    """Where in its block or network a layer stands."""

    MAIN = "main path"
    SHORTCUT = "shortcut"
    JOIN = "join"
    AFTER = "after the join"
    PLAIN = ""
    """In a stem, a head, or a network without blocks."""


@dataclass(frozen=True, slots=True)
class Change:
    """One setting that differs."""

    attribute: str
    """``kernel``, ``stride``, ``width``, ``norm``, ``classes``, ``shortcut`` …"""
    before: str
    after: str

    def __str__(self) -> str:
        """Return ``stride 1 → 2``."""
        return f"{self.attribute} {self.before} → {self.after}"


def status_of(before: object, after: object, *, changed: bool) -> Status:
    """Return what became of something that stands on one side or on both."""
    if before is None:
        return Status.ADDED
    if after is None:
        return Status.REMOVED
    return Status.CHANGED if changed else Status.EQUAL


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerPair:
    """An operator of one network and the one of the other that stands in its place."""

    before: NodeId | None
    """None where the layer was added."""
    after: NodeId | None
    """None where it was removed."""
    role: Role = Role.PLAIN
    changes: tuple[Change, ...] = ()

    @property
    def status(self) -> Status:
        """What became of the layer."""
        return status_of(self.before, self.after, changed=bool(self.changes))


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockPair:
    """A residual block of one network and that of the other in its place."""

    before: Block | None
    after: Block | None
    layers: tuple[LayerPair, ...]
    """In order of execution; empty where the block stands on one side only."""
    changes: tuple[Change, ...] = ()
    """What is said of the whole block: its kind, its shortcut."""

    @property
    def status(self) -> Status:
        """What became of the block."""
        differ = any(layer.status is not Status.EQUAL for layer in self.layers)
        return status_of(self.before, self.after, changed=differ or bool(self.changes))


@dataclass(frozen=True, slots=True, kw_only=True)
class PartPair:
    """A stem, a stage, a head, or a whole network without blocks, on both sides."""

    before: str | None
    """Its name in the first network: ``stem``, ``layer3``; None where it has no such part."""
    after: str | None
    blocks: tuple[BlockPair, ...] = ()
    layers: tuple[LayerPair, ...] = ()

    @property
    def name(self) -> str:
        """Its name, the newer one first."""
        return self.after or self.before or ""

    @property
    def status(self) -> Status:
        """What became of the part."""
        pairs: list[BlockPair | LayerPair] = [*self.blocks, *self.layers]
        differ = any(one.status is not Status.EQUAL for one in pairs)
        return status_of(self.before, self.after, changed=differ)

    def pairs(self) -> Iterator[LayerPair]:
        """Yield the layers of the part and of its blocks."""
        yield from self.layers
        for block in self.blocks:
            yield from block.layers


@dataclass(frozen=True, slots=True)
class Rename:
    """A layer that is called otherwise and stands where it stood."""

    before: ModulePath
    after: ModulePath


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two networks aligned part by part."""

    parts: tuple[PartPair, ...]
    renames: tuple[Rename, ...] = ()
    returns: Change | None = None
    """Layers whose results the networks return, where they are others."""

    @property
    def same(self) -> bool:
        """Whether nothing but names differs."""
        return self.returns is None and all(part.status is Status.EQUAL for part in self.parts)

"""A departure of a network from its nearest published reference."""

from dataclasses import dataclass
from enum import StrEnum

from resnet_inspect.analysis.nearest.layer import Value
from resnet_inspect.graph import ModulePath, NodeId


class DepartureKind(StrEnum):
    """What departs."""

    DIMENSIONS = "dimensions"
    """Its feature maps have another number of dimensions: signals, images, videos."""
    DEPTH = "depth"
    """Blocks in a stage; expected and found are their numbers."""
    STAGES = "stages"
    """A stage is missing or additional."""
    STRIDE = "stride"
    """A convolution, or a stage as a whole, strides by another number."""
    STRIDE_PLACE = "stride place"
    """A block strides as it should, on another convolution: v1 or v1.5."""
    WIDTH = "width"
    KERNEL = "kernel"
    GROUPS = "groups"
    DILATION = "dilation"
    PADDING = "padding"
    BIAS = "bias"
    OPERATOR = "operator"
    """Another normalization, activation or pooling stands in a layer's place."""
    MAIN_PATH = "main path"
    """Other convolutions on a main path, more of them or fewer: another kind of block."""
    SHORTCUT = "shortcut"
    """Other layers on the shortcut."""
    MISSING = "missing"
    """A layer of the reference is not there."""
    ADDITIONAL = "additional"
    """A layer that the reference does not have."""
    SETTING = "setting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something departs."""

    part: str
    """``stem``, ``stage``, ``head``, or ``network`` where it does so throughout."""
    stage: int | None = None
    """The stage's place, from 0."""
    blocks: tuple[int, ...] = ()
    """The blocks' places in it, from 0; empty for the stage as a whole."""
    name: str = ""
    """How the network calls it: ``layer1``, ``layer1.0``."""
    modules: tuple[ModulePath, ...] = ()
    """The modules whose layers depart; empty where a layer is missing."""
    nodes: tuple[NodeId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """One departure, in all the places where it is the same."""

    kind: DepartureKind
    what: str
    """The layer or attribute: ``max pooling``, ``3×3 convolution``."""
    expected: Value
    """In the reference; None where it has nothing there."""
    found: Value
    """In the network; None where it has nothing there."""
    places: tuple[Place, ...]
    layers: int = 1
    """Layers that are missing or additional, in each place."""
    text: str
    """In words: ``layer1 strides by 2``."""

    @property
    def stages(self) -> tuple[int, ...]:
        """The places of the stages where it departs, from 0."""
        return tuple(dict.fromkeys(p.stage for p in self.places if p.stage is not None))

    @property
    def nodes(self) -> tuple[NodeId, ...]:
        """The operators that depart, in all places."""
        return tuple(node for place in self.places for node in place.nodes)

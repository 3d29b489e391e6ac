"""A checkpoint with all that is known of it."""

from dataclasses import dataclass
from functools import cached_property

from resnet_inspect.checkpoints.checkpoint import Checkpoint
from resnet_inspect.fitting.code import LoadingCode, loading_code
from resnet_inspect.fitting.fit import Fit
from resnet_inspect.fitting.names.naming import naming
from resnet_inspect.fitting.recognition.anatomy import Anatomy
from resnet_inspect.fitting.recognition.identity import Identity
from resnet_inspect.fitting.recognition.part import Part, network_part
from resnet_inspect.graph.tensor import TensorSpec


@dataclass(frozen=True)
class Weights:
    """A checkpoint, and how it fits a network if one was named."""

    checkpoint: Checkpoint
    target: str = ""
    """The network's name."""
    fit: Fit | None = None
    tried: str | None = None
    """What the code raised on meta tensors, empty where it ran; None where it was not tried."""

    @cached_property
    def part(self) -> Part:
        """Which part of the file is a network."""
        return network_part(self.checkpoint.specs)

    @property
    def anatomy(self) -> Anatomy:
        """What the shapes tell."""
        return self.part.anatomy

    @property
    def identity(self) -> Identity:
        """Which published variant's weights these are."""
        return self.part.identity

    @cached_property
    def naming(self) -> str:
        """Whose names these are, empty where nobody's that is known."""
        return naming(self.checkpoint.specs)

    @property
    def written(self) -> dict[str, str]:
        """The network's names by the file's, of the tensors that a remapped file holds."""
        if self.fit is None:
            return {}
        out = set(self.fit.left_to_chance)
        return {old: new for old, new in self.fit.renaming.names.items() if new not in out}

    @property
    def loaded_specs(self) -> dict[str, TensorSpec]:
        """Shapes of what the code reads: the file's, or the remapped file's."""
        specs = self.checkpoint.specs
        if self.code is None or not self.code.write_first:
            return specs
        return {new: specs[old] for old, new in self.written.items()}

    @cached_property
    def code(self) -> LoadingCode | None:
        """The code that loads them; None without a network, or where they do not fit."""
        return None if self.fit is None else loading_code(self.checkpoint, self.fit)

"""Words that choose what a table shows; the command line reads them without loading tables."""

from enum import StrEnum


class Level(StrEnum):
    """How far down the tree of modules goes."""

    STAGE = "stage"
    """Stem, stages, head."""
    BLOCK = "block"
    """Residual blocks are one row each."""
    LAYER = "layer"
    """A row for each layer; normalization and activation stand in the row of their layer."""
    OP = "op"
    """A row for each operator."""


class Fold(StrEnum):
    """What becomes of runs of identical blocks."""

    AUTO = "auto"
    """One row for each run."""
    NONE = "none"
    """A row for each block."""

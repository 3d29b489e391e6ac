"""What of a report a table shows."""

from dataclasses import dataclass
from fnmatch import fnmatchcase

from resnet_inspect.graph import ModulePath
from resnet_inspect.graph.paths import is_within
from resnet_inspect.render.table.outline.choices import Fold, Level


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The choices of one who looks at a table; the defaults are those of the command line."""

    level: Level = Level.LAYER
    depth: int | None = None
    """Deepest level of modules with rows of their own, the network's children being 1."""
    fold: Fold = Fold.AUTO
    """Whether runs of identical blocks are one row."""
    fuse: bool = True
    """Whether normalization and activation stand in the row of the layer they follow."""
    expand: tuple[str, ...] = ()
    """Modules to open whatever ``level``, ``depth`` and ``fold`` say: paths or patterns."""
    sort: str | None = None
    """A column: rows become a flat list, the largest first."""
    top: int | None = None
    """How many of the sorted rows are shown."""
    columns: tuple[str, ...] = ()
    """Names of columns; ``+name`` adds to the usual ones, ``-name`` takes one away."""
    lanes: int = 6
    """The most shortcuts that are drawn side by side."""

    def expands(self, path: ModulePath) -> bool:
        """Tell whether ``path`` is one of the modules to open, or lies above or below one."""
        return any(
            is_within(path, ModulePath(pattern)) or fnmatchcase(path, pattern)
            for pattern in self.expand
        )

    def leads_to_expanded(self, path: ModulePath) -> bool:
        """Tell whether a module to open lies below ``path``, as far as the pattern's text tells."""
        return self.expands(path) or any(
            is_within(ModulePath(pattern), path) for pattern in self.expand
        )

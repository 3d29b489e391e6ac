"""What :func:`resnet_inspect.diff` returns: what changed from one network to another."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from resnet_inspect.analysis.facts import Comparison, PartPair, Status
from resnet_inspect.inspection import Inspection
from resnet_inspect.render.comparison.pair import Pair, paired


@dataclass(frozen=True, repr=False)
class Difference:
    """Two networks aligned by structure; printing it shows what changed.

    Example:
        >>> from tests.builders import GraphBuilder
        >>> build = GraphBuilder()
        >>> one = Inspection(build.graph(build.relu(build.input((1, 8, 4, 4)))))
        >>> Difference(one, one).same
        True
    """

    before: Inspection
    """The earlier network."""
    after: Inspection
    """The later one."""
    ignore: tuple[str, ...] = ()
    """What does not count: ``names``, ``classes``, ``bias``, ``stem``, ``head`` …"""

    @cached_property
    def pair(self) -> Pair:
        """Both networks and their comparison, as the renderers read them."""
        return paired(self.before, self.after, self.ignore)

    @property
    def comparison(self) -> Comparison:
        """Parts, blocks and layers in pairs, and what was renamed."""
        return self.pair.comparison

    @property
    def same(self) -> bool:
        """Whether nothing but names differs."""
        return self.comparison.same

    def __repr__(self) -> str:
        """Return one line."""
        names = " and ".join(one.graph.run.target for one in (self.before, self.after))
        return f"<Difference of {names}: {'same' if self.same else 'different'}>"

    def __iter__(self) -> Iterator[PartPair]:
        """Iterate over the parts that differ: stem, stages, head."""
        return (part for part in self.comparison.parts if part.status is not Status.EQUAL)

    def to_dict(self) -> dict[str, Any]:
        """Return what changed as plain data, as ``--format json`` writes it."""
        from resnet_inspect.render.comparison.document import document  # noqa: PLC0415 - only here

        return document(self.pair)

    def markdown(self) -> str:
        """Return the table for a pull request."""
        from resnet_inspect.render.comparison.table import difference_table  # noqa: PLC0415 - only to print
        from resnet_inspect.render.table.formats.markdown import render_table  # noqa: PLC0415 - see above

        return render_table(difference_table(self.pair))

    def __str__(self) -> str:
        """Return the table as plain text."""
        from resnet_inspect.render.comparison.table import difference_table  # noqa: PLC0415 - only to print
        from resnet_inspect.render.table.formats.plain import render_table  # noqa: PLC0415 - see above

        return render_table(difference_table(self.pair)).removesuffix("\n")

    def _repr_html_(self) -> str:
        """Return the table as a notebook shows it."""
        from resnet_inspect.render.comparison.table import difference_table  # noqa: PLC0415 - only to print
        from resnet_inspect.render.table.formats.notebook import render_table  # noqa: PLC0415 - see above

        return render_table(difference_table(self.pair))

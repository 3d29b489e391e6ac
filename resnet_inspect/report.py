"""What :func:`resnet_inspect.inspect` returns: an inspection that prints itself."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from resnet_inspect.inspection import Inspection

if TYPE_CHECKING:
    from resnet_inspect.render.records.layer import Layer
    from resnet_inspect.render.records.nearest import NearestRecord
    from resnet_inspect.render.records.residual import Residual
    from resnet_inspect.render.records.stage import StageRecord
    from resnet_inspect.render.records.totals import Totals


@dataclass(frozen=True, repr=False)
class Report(Inspection):
    """A traced network with all that is known of it; printing it shows the table.

    Example:
        >>> from tests.builders import GraphBuilder
        >>> build = GraphBuilder()
        >>> report = Report(build.graph(build.relu(build.input((1, 8, 4, 4)))))
        >>> print(str(report).splitlines()[0])
        Network
    """

    @cached_property
    def totals(self) -> "Totals":
        """Parameters, MACs, memory: the sums of the network, for the traced batch."""
        from resnet_inspect.render.records.totals import totals_of

        return totals_of(self)

    @cached_property
    def layers(self) -> "tuple[Layer, ...]":
        """The rows of the table, identical blocks one by one; figures of leaves add up."""
        from resnet_inspect.render.records.layer import layers_of

        return layers_of(self)

    @cached_property
    def residuals(self) -> "tuple[Residual, ...]":
        """Residual connections and other skips, ordered by their joins."""
        from resnet_inspect.render.records.residual import residuals_of

        return residuals_of(self)

    @cached_property
    def stages(self) -> "tuple[StageRecord, ...]":
        """Stages of residual blocks in execution order."""
        from resnet_inspect.render.records.stage import stages_of

        return stages_of(self)

    @property
    def variant(self) -> str | None:
        """The published variant with the same structure: ``ResNet-50 v1.5``."""
        return self.structure.variant

    @cached_property
    def nearest(self) -> "NearestRecord | None":
        """The nearest published network, and where this one departs from it; None if none is."""
        from resnet_inspect.render.records.nearest import nearest_of

        return nearest_of(self)

    def to_dict(self) -> dict[str, Any]:
        """Return all records and the variant as plain data, as JSON has them."""
        from resnet_inspect.render.records.document import records_of

        return records_of(self)

    def planned(
        self, *, optimizer: str | None = None, dtype: str | None = None,
        checkpoint: str | None = None,
    ) -> "Report":  # fmt: skip
        """Return a report of the same trace whose memory is told for other settings of training.

        Args:
            optimizer: ``sgd``, ``momentum``, ``adam`` or ``adamw``; None counts none.
            dtype: ``bfloat16``, ``float16`` or ``autocast``; None keeps what was traced.
            checkpoint: ``stage`` or ``block`` computes these again in backward.

        Raises:
            UnknownChoiceError: There is no such setting.
        """
        from resnet_inspect.analysis.facts import memory_plan

        return replace(self, plan=memory_plan(optimizer, dtype, checkpoint))

    def __str__(self) -> str:
        """Return the table as plain text."""
        from resnet_inspect.render.table.formats.plain import render

        return render(self).removesuffix("\n")

    def _repr_html_(self) -> str:
        """Return the table as HTML: what a notebook shows."""
        from resnet_inspect.render.table.formats.notebook import render

        return render(self)

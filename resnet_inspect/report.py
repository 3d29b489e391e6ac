"""What :func:`resnet_inspect.inspect` returns: an inspection that prints itself."""

from dataclasses import dataclass

from resnet_inspect.inspection import Inspection


@dataclass(frozen=True)
class Report(Inspection):
    """A traced network with all that is known of it; printing it shows the table.

    Example:
        >>> from tests.builders import GraphBuilder
        >>> build = GraphBuilder()
        >>> report = Report(build.graph(build.relu(build.input((1, 8, 4, 4)))))
        >>> print(str(report).splitlines()[0])
        Network
    """

    def __str__(self) -> str:
        """Return the table as plain text."""
        from resnet_inspect.render.table.formats.plain import render  # noqa: PLC0415 - only to print

        return render(self).removesuffix("\n")

    def _repr_html_(self) -> str:
        """Return the table as HTML: what a notebook shows."""
        from resnet_inspect.render.table.formats.notebook import render  # noqa: PLC0415 - see __str__

        return render(self)

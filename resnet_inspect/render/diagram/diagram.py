"""A figure as a value: what Python code draws, saves, and shows in a notebook."""

from dataclasses import dataclass
from pathlib import Path

from resnet_inspect.errors import UnknownChoiceError
from resnet_inspect.inspection import Inspection
from resnet_inspect.render.diagram.layout.page import Options
from resnet_inspect.render.diagram.picture import Engine, Format, Output, format_of, picture
from resnet_inspect.visible import encoded


@dataclass(frozen=True, slots=True)
class Diagram:
    """A figure of one network, or of several; a notebook shows it."""

    reports: tuple[Inspection, ...]
    options: Options

    def render(
        self,
        output_format: str = "svg",
        *,
        dpi: float = 200,
        engine: str = "own",
        templates: str | None = None,
    ) -> str | bytes:
        """Return the figure in a format: text, or bytes for PNG and PDF.

        Args:
            output_format: ``svg``, ``png``, ``pdf``, ``tikz``, ``mermaid``, ``dot``, ``html`` or
                ``text``.
            dpi: Resolution of a PNG.
            engine: ``own``, ``graphviz-pure`` or ``dot``.
            templates: A folder with templates of your own.

        Raises:
            UnknownChoiceError: There is no such format or engine.
        """
        for kind, given, known in (("format", output_format, Format), ("engine", engine, Engine)):
            if given not in set(known):
                raise UnknownChoiceError(kind, given, known)
        output = Output(
            format=Format(output_format), engine=Engine(engine), dpi=dpi, templates=templates
        )
        return picture(self.reports, self.options, output)

    def save(self, path: str | Path, *, dpi: float = 200, templates: str | None = None) -> None:
        """Write the figure into a file; its ending tells the format.

        Raises:
            UsageError: The ending names no format.
        """
        drawn = self.render(format_of(str(path)).value, dpi=dpi, templates=templates)
        Path(path).write_bytes(drawn if isinstance(drawn, bytes) else encoded(drawn))

    def _repr_svg_(self) -> str:
        """Return the figure as a notebook shows it."""
        return str(self.render("svg"))

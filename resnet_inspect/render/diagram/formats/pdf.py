"""A scene as PDF: vectors, and type that is embedded."""

from functools import cache
from io import BytesIO
from typing import Any

from resnet_inspect.errors import MissingPackageError
from resnet_inspect.render.diagram.formats.typeface import Typeface, typeface
from resnet_inspect.render.diagram.scene.colors import by_day
from resnet_inspect.render.diagram.scene.font_widths import REGULAR
from resnet_inspect.render.diagram.scene.shapes import (
    Circle,
    Command,
    Paint,
    Path,
    Rect,
    Scene,
    Shape,
    Text,
    shapes,
)


def render_pdf(scene: Scene) -> bytes:
    """Return the scene as a PDF document of one page, just as large as the figure on paper.

    Raises:
        MissingPackageError: reportlab is not installed.
    """
    font = typeface(scene.font)
    canvas_module = _reportlab(font)
    buffer = BytesIO()
    size = (scene.width * scene.scale, scene.height * scene.scale)
    canvas = canvas_module.Canvas(
        buffer, pagesize=size, invariant=1, pageCompression=1, initialFontName=font.name
    )
    canvas.setTitle(scene.title)
    canvas.setSubject(scene.description)
    canvas.setCreator("resnet-inspect")
    canvas.setAuthor("")
    canvas.scale(scene.scale, scene.scale)
    _Pen(canvas, scene.height, font).draw(scene)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@cache
def _reportlab(font: Typeface) -> Any:  # noqa: ANN401 - reportlab has no types
    """Import reportlab and give it a typeface."""
    try:
        from reportlab.pdfbase import pdfmetrics  # noqa: PLC0415 - slow, and only PDF needs it
        from reportlab.pdfbase.ttfonts import TTFont  # noqa: PLC0415
        from reportlab.pdfgen import canvas  # noqa: PLC0415
    except ImportError as error:
        raise MissingPackageError("PDF and PNG figures", "reportlab") from error
    for name, data in ((font.name, font.regular), (_bold(font), font.bold)):
        pdfmetrics.registerFont(TTFont(name, BytesIO(data)))
    return canvas


def _bold(font: Typeface) -> str:
    return f"{font.name}-Bold"


class _Pen:
    """Draws shapes; y is turned upside down, since PDF counts from the bottom."""

    def __init__(self, canvas: Any, height: float, font: Typeface) -> None:  # noqa: ANN401 - no types
        self.canvas = canvas
        self.height = height
        self.font = font

    def draw(self, scene: Scene) -> None:
        if scene.background:
            self._rect(Rect(0, 0, scene.width, scene.height, Paint(fill=scene.background)))
        for shape in shapes(scene.items):
            self._shape(shape)

    def _shape(self, shape: Shape) -> None:
        match shape:
            case Rect():
                self._rect(shape)
            case Circle(x, y, radius, paint):
                stroke, fill = self._set(paint)
                self.canvas.circle(x, self.height - y, radius, stroke=stroke, fill=fill)
            case Path(commands, paint):
                self._path(commands, paint)
            case Text():
                self._text(shape)

    def _rect(self, rect: Rect) -> None:
        stroke, fill = self._set(rect.paint)
        low = self.height - rect.y - rect.height
        radius = min(rect.radius, rect.width / 2, rect.height / 2)
        self.canvas.roundRect(
            rect.x, low, rect.width, rect.height, radius, stroke=stroke, fill=fill
        )

    def _path(self, commands: tuple[Command, ...], paint: Paint) -> None:
        stroke, fill = self._set(paint)
        path = self.canvas.beginPath()
        for name, values in commands:
            turned = [
                self.height - value if place % 2 else value for place, value in enumerate(values)
            ]
            {"M": path.moveTo, "L": path.lineTo, "C": path.curveTo, "Z": path.close}[name](*turned)
        self.canvas.drawPath(path, stroke=stroke, fill=fill)

    def _set(self, paint: Paint) -> tuple[int, int]:
        """Choose the colors of a shape; return whether it has a line and a fill."""
        canvas = self.canvas
        if paint.stroke:
            canvas.setStrokeColorRGB(*_rgb(paint.stroke))
            canvas.setLineWidth(paint.width)
            canvas.setDash(*((list(paint.dash),) if paint.dash else ((),)))
        if paint.fill:
            canvas.setFillColorRGB(*_rgb(paint.fill))
        return int(bool(paint.stroke)), int(bool(paint.fill))

    def _text(self, text: Text) -> None:
        canvas = self.canvas
        canvas.setFillColorRGB(*_rgb(text.color))
        font = self.font
        canvas.setFont(_bold(font) if text.bold else font.name, text.size * font.size)
        draw = {
            "start": canvas.drawString,
            "middle": canvas.drawCentredString,
            "end": canvas.drawRightString,
        }[text.anchor]
        words = text.text if font.every_glyph else _printable(text.text)
        draw(text.x, self.height - text.y, words)


def _printable(text: str) -> str:
    """Replace what the embedded typeface has no glyph for."""
    return "".join(
        letter if ord(letter) < 0x180 or ord(letter) in REGULAR.others else "?"  # noqa: PLR2004
        for letter in text
    )


def _rgb(color: str) -> tuple[float, float, float]:
    day = by_day(color)
    red, green, blue = (int(day[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue

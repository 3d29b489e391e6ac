"""A scene as PNG: the PDF, rendered."""

import struct
import zlib
from dataclasses import dataclass

from resnet_inspect.errors import MissingPackageError
from resnet_inspect.render.diagram.formats.pdf import render_pdf
from resnet_inspect.render.diagram.scene.shapes import Scene

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def render_png(scene: Scene, dpi: float = 200.0) -> bytes:
    """Return the scene as a PNG image.

    Args:
        scene: What to draw.
        dpi: Pixels an inch on paper; a point is 1/72 inch.

    Raises:
        MissingPackageError: pypdfium2 is not installed.
    """
    image = rasterize(scene, dpi)
    return encode_png(image.rows, image.width, image.channels, dpi)


@dataclass(frozen=True, slots=True)
class Image:
    """Pixels, 8 bits for each of red, green and blue (and alpha)."""

    width: int
    channels: int
    rows: list[bytes]


def rasterize(scene: Scene, dpi: float) -> Image:
    """Return the scene in pixels."""
    try:
        import pypdfium2  # noqa: PLC0415 - only PNG needs it
    except ImportError as error:
        raise MissingPackageError("PNG figures", "pypdfium2") from error
    document = pypdfium2.PdfDocument(render_pdf(scene))
    page = document[0]
    bitmap = page.render(scale=dpi / 72, rev_byteorder=True)
    width, height, channels, stride = bitmap.width, bitmap.height, bitmap.n_channels, bitmap.stride
    pixels = bytes(bitmap.buffer)
    bitmap.close()
    page.close()
    document.close()
    rows = [pixels[row * stride : row * stride + width * channels] for row in range(height)]
    return Image(width, channels, rows)


def encode_png(rows: list[bytes], width: int, channels: int, dpi: float) -> bytes:
    """Return rows of 8-bit RGB or RGBA pixels as a PNG file."""
    color = {1: 0, 3: 2, 4: 6}[channels]
    header = struct.pack(">IIBBBBB", width, len(rows), 8, color, 0, 0, 0)
    resolution = struct.pack(">IIB", round(dpi / 0.0254), round(dpi / 0.0254), 1)
    data = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    chunks = ((b"IHDR", header), (b"pHYs", resolution), (b"IDAT", data), (b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(name, body) for name, body in chunks)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

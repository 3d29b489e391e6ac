"""Colors for the terminal, and plain characters where it knows no others."""

CODES = {
    "bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "blue": "34", "cyan": "36",
}  # fmt: skip

PLAIN = str.maketrans({"×": "x", "→": ">", "…": "..", "–": "-", "≥": ">="})


class Paint:
    """Paints text, or leaves it as it is."""

    def __init__(self, *, colors: bool, ascii_only: bool, columns: int = 0) -> None:
        self.columns = columns
        """The width of the terminal; 0 for any."""
        self.colors = colors
        self.ascii_only = ascii_only

    def text(self, text: str, *styles: str) -> str:
        """Return the text in these styles."""
        if not self.colors or not text:
            return text
        return f"\x1b[{';'.join(CODES[style] for style in styles)}m{text}\x1b[0m"

    def plain(self, text: str) -> str:
        """Return the text in the characters that the output has."""
        return text.translate(PLAIN) if self.ascii_only else text

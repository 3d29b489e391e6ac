"""Text for LaTeX."""

from resnet_inspect.visible import visible

_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
    "%": r"\%", "_": r"\_", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
    "×": r"\texttimes{}", "·": r"\textperiodcentered{}", "–": "--", "—": "---",
    "…": r"\ldots{}", "⊕": r"$\oplus$", "→": r"$\to$", "÷": r"$\div$",
    "≤": r"$\le$", "≥": r"$\ge$", "\N{MINUS SIGN}": "$-$",
}  # fmt: skip
_BARS = {bar: rf"\rule{{0.5em}}{{{number / 8}em}}" for number, bar in enumerate("▁▂▃▄▅▆▇█", 1)}
_TABLE = str.maketrans(_SPECIAL | _BARS | {"│": r"\rule{0.4pt}{1em}"})


def escape_latex(text: str) -> str:
    r"""Return text that LaTeX prints as it is.

    Example:
        >>> escape_latex("3×3, 64 & layer_1")
        '3\\texttimes{}3, 64 \\& layer\\_1'
    """
    return visible(text).translate(_TABLE)


def comment(text: str) -> str:
    r"""Return text for a comment: on one line, so that none of it is run.

    Example:
        >>> comment("a name with\na line break")
        'a name with a line break'
    """
    return " ".join(visible(text).split())

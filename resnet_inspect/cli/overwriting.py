"""A file that a command reads is not the one that it writes: it would be lost."""

import os
from collections.abc import Iterator, Sequence
from itertools import pairwise

OUTPUT_OPTIONS = ("-o", "--output", "--write-baseline")

REPLACED = frozenset({"--baseline", "--against", "--write"})
"""What these name may be written again: an old baseline, old rows; and `--write` asks itself."""

GROWING = (".jsonl", ".parquet")
"""Rows of a survey, which goes on where it was, and writes what it chose of them."""


def overwritten(words: Sequence[str]) -> str:
    """Return a word that names a file which another word would have written over, or nothing.

    Links and hard links are the same file.

    Example:
        >>> overwritten(["lint", "no-such-file.py", "-o", "no-such-file.py"])
        ''
    """
    written = [file for file in _outputs(words) if os.path.isfile(file)]  # noqa: PTH113 - any text
    read = [(word, file) for word in _inputs(words) for file in (word, _source(word))]
    same = (
        word
        for word, file in read
        for output in written
        if os.path.isfile(file)  # noqa: PTH113 - see above
        and os.path.samefile(file, output)  # noqa: PTH121 - see above
    )
    return next(same, "")


def _outputs(words: Sequence[str]) -> Iterator[str]:
    for option, word in pairwise(["", *words]):
        if option in OUTPUT_OPTIONS:
            yield word
        elif word.startswith("-o"):
            yield word.removeprefix("-o").removeprefix("=")
        else:
            yield from (
                word[len(f"{one}=") :] for one in OUTPUT_OPTIONS if word.startswith(f"{one}=")
            )


def _inputs(words: Sequence[str]) -> Iterator[str]:
    for option, word in pairwise(["", *words]):
        if option not in {*OUTPUT_OPTIONS, *REPLACED} and not word.endswith(GROWING):
            yield word


def _source(word: str) -> str:
    return word.rpartition(":")[0]

"""The words that the shell hands over, as the command line has them.

``resnet-inspect resnet50 --le`` is short for ``resnet-inspect inspect resnet50 --le``; bash takes
``timm:resn`` for three words.
"""

import re
from collections.abc import Collection, Mapping, MutableMapping

BASH, OTHERS = "COMP_WORDS", "_TYPER_COMPLETE_ARGS"

BETWEEN = "\n"
"""What bash sets between the words: they may have spaces in them."""


def prepare(environment: MutableMapping[str, str], commands: Collection[str]) -> None:
    """Write out the command that is left out, for the completion of typer to read."""
    if BASH in environment:
        words, at = joined(
            environment[BASH].split(BETWEEN), int(environment.get("COMP_CWORD", "0"))
        )
        if at > 1 and _is_target(words[1], commands):
            words, at = [words[0], "inspect", *words[1:]], at + 1
        environment[BASH], environment["COMP_CWORD"] = BETWEEN.join(words), str(at)
    elif OTHERS in environment:
        text = environment[OTHERS]
        found = re.match(r"\s*(\S+)\s+(\S+)\s", text)
        if found and _is_target(found[2], commands):
            environment[OTHERS] = f"{found[1]} inspect {text[found.start(2) :]}"


def joined(words: list[str], at: int) -> tuple[list[str], int]:
    """Return the words with those around a colon joined, and where the cursor then is.

    Example:
        >>> joined(["resnet-inspect", "timm", ":", "resn"], 3)
        (['resnet-inspect', 'timm:resn'], 1)
    """
    found: list[str] = []
    place = at
    for position, word in enumerate(words):
        if found and position > 1 and (word == ":" or found[-1].endswith(":")):
            found[-1] += word
            place -= position <= at
        else:
            found.append(word)
    return found, place


def before_colon(environment: Mapping[str, str]) -> str:
    """Return what bash keeps by itself of the word that is typed: ``timm:``."""
    words = environment.get(BASH, "").split(BETWEEN)
    at = int(environment.get("COMP_CWORD", "0"))
    word = words[at] if at < len(words) else ""
    return "".join(word.rpartition(":")[:2])


def _is_target(word: str, commands: Collection[str]) -> bool:
    return bool(word) and word not in commands and not word.startswith("-")

"""How findings put shapes, names and paths into words."""

from collections.abc import Iterable, Sequence

from resnet_inspect.graph import Graph, Node, Ref


def shape(sizes: Sequence[int]) -> str:
    """Write a shape as torch does.

    Example:
        >>> shape((1, 64, 56, 56))
        '(1, 64, 56, 56)'
    """
    return f"({', '.join(map(str, sizes))}{',' if len(sizes) == 1 else ''})"


def size(sizes: Sequence[int]) -> str:
    """Write spatial sizes.

    Example:
        >>> size((56, 56))
        '56×56'
    """
    return "×".join(map(str, sizes))


def plain(sizes: Sequence[int]) -> str:
    """Write equal sizes as one.

    Example:
        >>> plain((2, 2)), plain((3, 1))
        ('2', '3×1')
    """
    return str(sizes[0]) if len(set(sizes)) == 1 else size(sizes)


def sizes(text: str) -> str:
    """Write which sizes work as a sentence goes on.

    Example:
        >>> sizes("height, width: divisible by 8"), sizes("height: any; width: 193…224 only")
        ('height and width divisible by 8', 'any height, width 193 to 224')
    """
    said = []
    for part in text.split("; "):
        words, _, what = part.partition(": ")
        names = " and ".join(words.split(", "))
        what = what.removesuffix(" only").replace("…", " to ")
        said.append(f"any {names}" if what == "any" else f"{names} {what}")
    return ", ".join(said)


def layer(node: Node) -> str:
    """Name an operator by its module, or by what it does where it has none of its own."""
    return f"`{node.module}`" if node.module else f"`{node.op}`"


def count(number: int, noun: str, plural: str = "") -> str:
    """Write a number with its noun.

    Example:
        >>> count(1, "block"), count(3, "block")
        ('1 block', '3 blocks')
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def listing(names: Iterable[str], limit: int = 4) -> str:
    """Name a few things and count the rest.

    Example:
        >>> listing(["a", "b", "c", "d", "e", "f"])
        '`a`, `b`, `c`, `d` and 2 more'
    """
    unique = list(dict.fromkeys(names))
    shown = ", ".join(f"`{name}`" for name in unique[:limit])
    rest = len(unique) - limit
    return f"{shown} and {rest} more" if rest > 0 else shown


def path(graph: Graph, title: str, start: Ref, nodes: Sequence[Node]) -> list[str]:
    """Write a path to a join, one operator a line with the shape it makes."""
    lines = [f"{title}: {shape(graph.tensor(start).shape)}"]
    for node in nodes:
        made = shape(node.output.shape) if node.outputs else "fails"
        place = f" {node.module}" if node.module else ""
        lines.append(f"  {node.op}{place} → {made}")
    return lines if nodes else [f"{lines[0]} unchanged"]

"""What rows are called."""

from collections.abc import Sequence

from resnet_inspect.analysis.facts import CallRun
from resnet_inspect.graph import Graph, ModuleCall, ModulePath, Node
from resnet_inspect.graph.paths import is_within, name, parent


def call_name(graph: Graph, call: ModuleCall) -> str:
    """Name a call as seen from the call around it: ``conv1``, ``relu (2nd call)``."""
    return f"{_local_name(graph, call)}{_again(call)}"


def call_path(call: ModuleCall) -> str:
    """Name a call so that no other call has the same name."""
    return f"{call.module}{_again(call)}"


def run_name(graph: Graph, run: CallRun) -> str:
    """Name a run of calls: ``layer3.1–5``, ``cell (2nd–5th call)``."""
    first = _local_name(graph, run.first)
    if run.first.module == run.last.module:
        return f"{first}{_call_numbers(run)}"
    return f"{first}{_to(run)}"


def run_path(run: CallRun) -> str:
    """Name a run so that no other row has the same name."""
    if run.first.module == run.last.module:
        return f"{run.first.module}{_call_numbers(run)}"
    return f"{run.first.module}{_to(run)}"


def operator_name(graph: Graph, call: ModuleCall, node: Node) -> str:
    """Call a functional layer by its weight's name, any other operator by its own: ``add()``."""
    if not node.parameters:
        return f"{node.op}()"
    weight = graph.parameters[node.parameters[0]].name
    holder = weight.removesuffix(".weight")
    if call.module and is_within(ModulePath(holder), call.module):
        holder = holder[len(call.module) + 1 :]
    return f"{holder or weight} {node.op}()"


def join_names(names: Sequence[str]) -> str:
    """Join the names of rows that became one; numbers of one module become a range.

    Example:
        >>> join_names(["conv1", "bn1"]), join_names(["stem.0", "stem.1", "stem.2"])
        ('conv1 bn1', 'stem.0–2')
    """
    owners = {owner for owner, _, _ in (text.rpartition(".") for text in names)}
    numbers = [text.rpartition(".")[2] for text in names]
    if len(names) > 1 and len(owners) == 1 and all(number.isdigit() for number in numbers):
        return f"{names[0]}–{numbers[-1]}"
    return " ".join(names)


def ordinal(number: int) -> str:
    """Write a position in words.

    Example:
        >>> ordinal(1), ordinal(2), ordinal(12), ordinal(23)
        ('1st', '2nd', '12th', '23rd')
    """
    teens = number // 10 % 10 == 1
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _again(call: ModuleCall) -> str:
    return f" ({ordinal(call.index + 1)} call)" if call.index else ""


def _to(run: CallRun) -> str:
    """Write the end of a range: a number alone where the names differ in nothing else."""
    first, last = name(run.first.module), name(run.last.module)
    letters = first.rstrip("0123456789")
    if letters != first and letters == last.rstrip("0123456789"):
        return f"–{last.removeprefix(letters)}"
    return f" – {last}"


def _call_numbers(run: CallRun) -> str:
    first, last = run.first.index + 1, run.last.index + 1
    return f" ({ordinal(first)}{f'–{ordinal(last)}' if last > first else ''} call)"


def _local_name(graph: Graph, call: ModuleCall) -> str:
    """Leave out the owner's path; a mere number keeps the name of what it numbers."""
    owner = graph.calls[call.parent].module if call.parent is not None else ModulePath("")
    if not is_within(call.module, owner) or call.module == owner:
        return call.module or graph.module(call.module).type
    local = call.module[len(owner) + 1 :] if owner else str(call.module)
    while local[:1].isdigit() and owner:
        local = f"{name(owner)}.{local}"
        owner = parent(owner)
    return local

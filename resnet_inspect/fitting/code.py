"""The Python code that loads a checkpoint into a network."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from resnet_inspect.checkpoints.checkpoint import Checkpoint
from resnet_inspect.checkpoints.contents import Container
from resnet_inspect.fitting.fit import Fit, Verdict
from resnet_inspect.fitting.layers import COUNTER, split_name
from resnet_inspect.fitting.names.substitutions import Substitution, substitutions

MOST_NAMES = 6
"""Names that are listed one by one."""


@dataclass(frozen=True, slots=True)
class LoadingCode:
    """Code in two parts, of which the second can be tried without the numbers."""

    reading: str
    """Makes ``state`` of the file."""
    loading: str
    """Puts ``state`` into ``model``."""
    write_first: bool = False
    """Whether the file that is read is one that ``--write`` makes: its names are the network's."""

    def __str__(self) -> str:
        """Return all of it."""
        return f"{self.reading}\n{self.loading}"


def loading_code(checkpoint: Checkpoint, fit: Fit) -> LoadingCode | None:
    """Return the code, None where weights do not fit."""
    if fit.verdict is Verdict.DOES_NOT_FIT:
        return None
    renaming = _renamed(fit)
    if renaming is None and not is_read_again(checkpoint):
        renaming = _listed(fit)
    if renaming is None or (is_read_again(checkpoint) and not _torch_reads(checkpoint)):
        reading = (
            'from safetensors.torch import load_file\n\nstate = load_file("remapped.safetensors")'
        )
        lines = [*_channels(fit), _load(fit)]
        return LoadingCode(reading, "\n".join(lines), write_first=True)
    lines = [*renaming, *_channels(fit), *_left_out(fit), _load(fit)]
    return LoadingCode(_read(checkpoint), "\n".join(lines))


def is_read_again(checkpoint: Checkpoint) -> bool:
    """Tell whether ``--write`` can read the numbers of a file."""
    return checkpoint.container not in {Container.SHARDS, Container.PICKLE}


def _torch_reads(checkpoint: Checkpoint) -> bool:
    """Tell whether torch reads the file without executing anything."""
    plain = checkpoint.container in {Container.ZIP, Container.LEGACY, Container.SAFETENSORS}
    return plain and not checkpoint.asked and not checkpoint.network


def _quoted(text: str | list[str]) -> str:
    """Write text as Python source, whatever characters a file's names have."""
    return json.dumps(text)


def _read(checkpoint: Checkpoint) -> str:
    path, keys = checkpoint.path, "".join(f"[{_quoted(key)}]" for key in checkpoint.keys)
    match checkpoint.container:
        case Container.SAFETENSORS:
            return f"from safetensors.torch import load_file\n\nstate = load_file({_quoted(path)})"
        case Container.SHARDS:
            return _read_shards(path)
        case Container.PICKLE:
            return _read_arrays(path, keys)
    read = f'torch.load({_quoted(path)}, map_location="cpu", weights_only=True){keys}'
    if checkpoint.listed:
        read = f"{{str(place): tensor for place, tensor in enumerate({read})}}"
    return f"import torch\n\nstate = {read}"


def _read_shards(path: str) -> str:
    load = "load_file(folder / part)"
    start = "from safetensors.torch import load_file\n"
    if "safetensors" not in path:
        load = 'torch.load(folder / part, map_location="cpu", weights_only=True)'
        start = "import torch\n"
    return (
        f"import json\nfrom pathlib import Path\n\n{start}\n"
        f"index = Path({_quoted(path)})\nfolder = index.parent\n"
        'parts = sorted(set(json.loads(index.read_text())["weight_map"].values()))\n'
        f"state = {{name: tensor for part in parts for name, tensor in {load}.items()}}"
    )


def _read_arrays(path: str, keys: str) -> str:
    return (
        f"import pickle\n\nimport torch\n\nwith open({_quoted(path)}, 'rb') as file:\n"
        "    # a pickle can run any program: only if you trust the file\n"
        f"    arrays = pickle.load(file, encoding='latin1'){keys}\n"
        "state = {name: torch.as_tensor(array) for name, array in arrays.items()}"
    )


def _renamed(fit: Fit) -> list[str] | None:
    """Return the lines that rename; None where they would be a long list."""
    renaming = fit.renaming
    if not renaming.changes:
        return []
    if renaming.ordered:
        return _in_order(fit)
    if not renaming.scheme:
        new = f"name.removeprefix({_quoted(renaming.dropped)})" if renaming.dropped else "name"
        new = f"{_quoted(renaming.added)} + {new}" if renaming.added else new
        return [f"state = {{{new}: tensor for name, tensor in state.items()}}"]
    rules = substitutions(_by_layer(fit))
    return _rule_lines(rules) if rules else None


def _in_order(fit: Fit) -> list[str] | None:
    """Return the line that gives each tensor the network's name at its place."""
    new = [fit.renaming.names.get(name) for name in fit.source]
    named = "model.state_dict()"
    if new == list(fit.target):
        return [f"state = dict(zip({named}, state.values()))"]
    if new == [name for name in fit.target if not name.endswith(COUNTER)]:
        names = f'names = [name for name in {named} if not name.endswith("{COUNTER}")]'
        return [names, "state = dict(zip(names, state.values()))"]
    return None


def _listed(fit: Fit) -> list[str]:
    """Return a line for each tensor, where neither a rule nor a remapped file can say it."""
    pairs = [f"    {_quoted(old)}: {_quoted(new)}," for old, new in fit.renaming.names.items()]
    return [
        "names = {", *pairs, "}",
        "state = {names.get(name, name): tensor for name, tensor in state.items()}",
    ]  # fmt: skip


def _by_layer(fit: Fit) -> dict[str, str]:
    """Return the layers' new paths by the old ones."""
    pairs = {(split_name(old)[0], split_name(new)[0]) for old, new in fit.renaming.names.items()}
    return dict(sorted(pairs))


def _rule_lines(rules: tuple[Substitution, ...]) -> list[str]:
    listed = [f'    (r"{rule.pattern}", lambda n: {rule.replacement}),' for rule in rules]
    return [
        "import re", "", "rules = [", *listed, "]", "",
        "def renamed(name):",
        '    layer, _, tensor = name.rpartition(".")',
        "    found = ((re.fullmatch(rule, layer), new) for rule, new in rules)",
        '    return next((f"{new(match)}.{tensor}" for match, new in found if match), name)',
        "",
        "state = {renamed(name): tensor for name, tensor in state.items()}",
    ]  # fmt: skip


def _channels(fit: Fit) -> Iterator[str]:
    stem = fit.sides[1].stem
    if not fit.adapts_channels or stem is None or fit.image_channels is None:
        return
    name, (theirs, ours) = _quoted(stem.names["weight"]), fit.image_channels
    change = "sum(1, keepdim=True)" if ours == 1 else f"repeat_interleave({ours}, 1) / {ours}"
    yield f"state[{name}] = state[{name}].{change}  # {theirs} image channels to {ours}"


def _left_out(fit: Fit) -> Iterator[str]:
    out = [name for name in fit.reshaped if name in fit.left_to_chance]
    new = set(fit.renaming.names.values())
    out += [fit.renaming.names.get(name, name) for name in fit.source
            if name not in fit.renaming.names and name not in new]  # fmt: skip
    if not out:
        return
    if len(out) <= MOST_NAMES and not fit.renaming.changes:
        yield f"for name in {_quoted(sorted(out))}:\n    del state[name]"
        return
    yield "own = model.state_dict()"
    yield (
        "state = {name: tensor for name, tensor in state.items()\n"
        "         if name in own and tensor.shape == own[name].shape}"
    )


def _load(fit: Fit) -> str:
    if not fit.left_to_chance:
        return "model.load_state_dict(state)"
    left = sorted(fit.left_to_chance)
    names = ", ".join(left) if len(left) <= MOST_NAMES else f"{len(left)} tensors"
    return f"model.load_state_dict(state, strict=False)  # left as they are: {names}"


def counters_missing(fit: Fit) -> int:
    """Return how many counters of batches the network has and the file has not."""
    return sum(n.endswith(COUNTER) and n not in fit.old_names for n in fit.target)

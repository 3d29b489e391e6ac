"""Variables that a call hands to a parameter of another name, which had one of theirs."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.source.places import NORM_POSITIONS, POSITIONS, parameter_names
from resnet_inspect.linter.source.syntax import SourceFile, called_name, method

WORDS = frozenset(
    {"stride", "strides", "groups", "cardinality", "dilation", "padding", "downsample", "bias",
     "kernel_size", "expansion", "norm_layer", "activation", "dropout", "drop_rate", "drop_path",
     "num_classes", "n_classes", "num_blocks", "base_width", "reduction", "momentum", "eps",
     "pool", "upsample"}
)  # fmt: skip
"""Names that mean one thing in each network; widths are handed around under many."""

WINDOWS = ("kernel", "size", "scale", "factor")
"""What a stride may well be for: a pool or a patch as large as its step."""


@dataclass(frozen=True, slots=True)
class Misplaced:
    """One such argument."""

    file: SourceFile
    call: ast.Call
    callee: str
    value: ast.expr
    variable: str
    parameter: str
    """The parameter that gets it."""
    instead: ast.expr | None
    """What the parameter named like the variable gets."""


def misplaced_arguments(context: LintContext) -> Iterator[Misplaced]:
    """Yield the misplaced arguments of the calls in the network's files, the first of each call."""
    files = context.own_files
    for file in files:
        for call in ast.walk(file.tree):
            names = _parameters(files, file, call) if isinstance(call, ast.Call) else []
            if names and isinstance(call, ast.Call):
                yield from list(_of_call(file, call, names))[:1]


def _parameters(files: Sequence[SourceFile], file: SourceFile, call: ast.Call) -> list[str]:
    """Return the parameters of what a call calls, ``self`` left out; nothing where unknown."""
    name = called_name(call)
    if isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) in {"nn", "torch.nn"}:
        if name.startswith("BatchNorm"):
            return sorted(NORM_POSITIONS, key=NORM_POSITIONS.__getitem__)
        dense = name in {"Conv1d", "Conv2d", "Conv3d"}
        return sorted(POSITIONS, key=POSITIONS.__getitem__) if dense else []
    if isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "self":
        owner = file.enclosing(call, ast.ClassDef)
        found = method(owner, name) if isinstance(owner, ast.ClassDef) else None
        return parameter_names(found)[1:] if found is not None and not found.args.vararg else []
    if _is_super(call):
        around = file.enclosing(call, ast.ClassDef)
        bases = around.bases if isinstance(around, ast.ClassDef) else []
        return next((known for base in bases if (known := _defined(files, _name(base)))), [])
    return _defined(files, name) if isinstance(call.func, ast.Name) else []


def _is_super(call: ast.Call) -> bool:
    """Whether it is ``super().__init__(...)``."""
    match call.func:
        case ast.Attribute(value=ast.Call(func=ast.Name(id="super")), attr="__init__"):
            return True
    return False


def _defined(files: Sequence[SourceFile], name: str) -> list[str]:
    """Return the parameters of a class's constructor or a function of the files."""
    for file in files:
        owner = file.class_at(name)
        found = method(owner, "__init__")
        if found is not None:
            return [] if found.args.vararg else parameter_names(found)[1:]
        plain = [one for one in file.tree.body if getattr(one, "name", "") == name]
        if plain and isinstance(plain[0], ast.FunctionDef) and not plain[0].args.vararg:
            return parameter_names(plain[0])
    return []


def _of_call(file: SourceFile, call: ast.Call, names: Sequence[str]) -> Iterator[Misplaced]:
    if any(isinstance(one, ast.Starred) for one in call.args):
        return
    if any(keyword.arg is None for keyword in call.keywords):
        return
    bound: dict[str, ast.expr] = dict(zip(names, call.args, strict=False))
    bound |= {one.arg: one.value for one in call.keywords if one.arg is not None}
    for parameter, value in zip(names, call.args, strict=False):
        variable = _name(value)
        if variable == parameter or variable not in names:
            continue
        instead = bound.get(variable)
        exchanged = _name(instead) == parameter
        if variable not in WORDS and not (exchanged and _is_super(call)):
            continue
        window = any(word in parameter for word in WINDOWS)
        alike = instead is not None and variable in {_name(one) for one in ast.walk(instead)}
        if exchanged or not (window or alike):
            callee = called_name(call)
            yield Misplaced(file, call, callee, value, variable, parameter, instead)


def _name(node: ast.AST | None) -> str:
    """Return the name of a variable or attribute."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name.lower().rpartition("_")[2] if name.isupper() else name
    return ""

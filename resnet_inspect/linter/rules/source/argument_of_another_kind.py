"""A layer's argument by position is of the kind that another parameter takes.

## What it does
Reports `True` or `False` where a layer of torch takes a number, a number where it takes a switch,
`self.training` as the probability of `F.dropout`, the probability of keeping a value as that of
dropping it, and `nn.Upsample(2)`, which asks for maps of 2×2.

## Why is this bad?
Python takes `True` for 1: `nn.LeakyReLU(True)` has a slope of 1 and is no activation at all,
`F.dropout(x, self.training)` drops everything in training, and `nn.ReLU(0.2)` is a plain ReLU.

## Example
```python
model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.LeakyReLU(True), nn.Conv2d(8, 8, 3))
```

Use instead:

```python
model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.LeakyReLU(inplace=True), nn.Conv2d(8, 8, 3))
```

## Fix safety
Unsafe: what the network computes changes.

## References
- PyTorch documentation, `torch.nn.functional.dropout`: `p` comes before `training`.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.fixes.fix import Fix
from resnet_inspect.linter.fixes.rewrite import replace
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.syntax import SourceFile, called_name

MODULES = frozenset({"nn", "torch.nn"})
FUNCTIONS = frozenset({"F", "torch.nn.functional", "nn.functional", "functional"})

NUMBERS = {
    "LeakyReLU": ("negative_slope",), "ELU": ("alpha",), "CELU": ("alpha",),
    "Dropout": ("p",), "Dropout1d": ("p",), "Dropout2d": ("p",), "Dropout3d": ("p",),
    "AlphaDropout": ("p",),
    "Conv1d": ("", "", "", "stride", "padding", "dilation", "groups"),
    "Conv2d": ("", "", "", "stride", "padding", "dilation", "groups"),
    "Conv3d": ("", "", "", "stride", "padding", "dilation", "groups"),
    "ConvTranspose2d": ("", "", "", "stride", "padding", "output_padding", "groups"),
    "MaxPool2d": ("kernel_size", "stride", "padding", "dilation"),
    "AvgPool2d": ("kernel_size", "stride", "padding"),
    "BatchNorm1d": ("num_features", "eps", "momentum"),
    "BatchNorm2d": ("num_features", "eps", "momentum"),
    "BatchNorm3d": ("num_features", "eps", "momentum"),
    "GroupNorm": ("num_groups", "num_channels", "eps"),
    "InstanceNorm2d": ("num_features", "eps", "momentum"),
    "Softmax": ("dim",),
}  # fmt: skip
"""Parameters by position that take numbers; the empty ones are not asked about."""

FUNCTION_NUMBERS = {
    "dropout": ("", "p"), "dropout1d": ("", "p"), "dropout2d": ("", "p"), "dropout3d": ("", "p"),
    "leaky_relu": ("", "negative_slope"), "elu": ("", "alpha"), "softmax": ("", "dim"),
    "max_pool2d": ("", "kernel_size", "stride", "padding"),
}  # fmt: skip

SWITCHES = {"ReLU": ("inplace",), "ReLU6": ("inplace",), "SiLU": ("inplace",)}
FUNCTION_SWITCHES = {"relu": ("", "inplace"), "relu6": ("", "inplace"), "silu": ("", "inplace")}

WANTED = {
    "negative_slope": "inplace", "alpha": "inplace", "p": "inplace", "padding": "bias",
    "groups": "bias", "dilation": "bias", "eps": "affine", "momentum": "affine",
}  # fmt: skip
"""The switch of the same layer that was meant, as far as one is likely."""

KEPT = re.compile(r"^(self\.)?_?(keep|keep_prob(ability)?|keep_rate|keep_p|p_keep|retain\w*)$")
DROPS = frozenset({"Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "dropout", "dropout2d"})
ENLARGES = 4
"""The largest number that is a factor rather than a size."""


@dataclass(frozen=True, slots=True)
class Odd:
    """One such argument."""

    file: SourceFile
    call: ast.Call
    value: ast.expr
    why: str
    right: str = ""
    """What to write in its place; empty where that cannot be told."""


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each such argument."""
    for file in context.own_files:
        for call in ast.walk(file.tree):
            if isinstance(call, ast.Call):
                for odd in _of_call(file, call):
                    yield _finding(odd)


def _of_call(file: SourceFile, call: ast.Call) -> Iterator[Odd]:
    name, owner = called_name(call), _owner(call)
    numbers: Sequence[str]
    switches: Sequence[str]
    if owner in MODULES:
        numbers, switches = NUMBERS.get(name, ()), SWITCHES.get(name, ())
    elif owner in FUNCTIONS:
        numbers, switches = FUNCTION_NUMBERS.get(name, ()), FUNCTION_SWITCHES.get(name, ())
    else:
        return
    for parameter, value in _arguments(call, numbers):
        yield from _number(file, call, parameter, value)
    for parameter, value in _arguments(call, switches):
        if _is_number(value):
            yield _switch(file, call, parameter, value)
    yield from _factor(file, call, name)


def _owner(call: ast.Call) -> str:
    return ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""


def _arguments(call: ast.Call, parameters: Sequence[str]) -> Iterator[tuple[str, ast.expr]]:
    """Yield the named parameters that a call hands over, with their values."""
    for parameter, value in zip(parameters, call.args, strict=False):
        if isinstance(value, ast.Starred):
            return
        if parameter:
            yield parameter, value
    for keyword in call.keywords:
        if keyword.arg is not None and keyword.arg in parameters:
            yield keyword.arg, keyword.value


def _number(file: SourceFile, call: ast.Call, parameter: str, value: ast.expr) -> Iterator[Odd]:
    name, written = called_name(call), file.code(value)
    if _is_switch(value) and not any(one.value is value for one in call.keywords):
        switch = "training" if written.endswith("training") else WANTED.get(parameter, "")
        if "Pool" in name:
            switch = "ceil_mode"
        meant = f"{switch}={written}" if switch and value is call.args[-1] else ""
        yield Odd(file, call, value, f"`{name}` takes `{written}` as its `{parameter}`", meant)
    elif name in DROPS and KEPT.match(written):
        yield Odd(
            file, call, value,
            f"`{name}` drops with probability `{written}`, which tells how much is kept",
            f"1 - {written}",
        )  # fmt: skip


def _is_switch(value: ast.expr) -> bool:
    """Whether an expression is True, False, or whether a module trains."""
    if isinstance(value, ast.Constant):
        return isinstance(value.value, bool)
    return isinstance(value, ast.Attribute) and value.attr == "training"


def _is_number(value: ast.expr) -> bool:
    """Whether an expression is a fraction; 0 and 1 do for a switch."""
    return isinstance(value, ast.Constant) and type(value.value) is float


def _switch(file: SourceFile, call: ast.Call, parameter: str, value: ast.expr) -> Odd:
    name, written = called_name(call), file.code(value)
    why = f"`{name}` takes `{written}` as its `{parameter}`: it has no slope, a `LeakyReLU` has"
    return Odd(file, call, value, why)


def _factor(file: SourceFile, call: ast.Call, name: str) -> Iterator[Odd]:
    """Yield a factor that is taken for the size of the enlarged map."""
    place = {"Upsample": 0, "interpolate": 1}.get(name)
    if place is None or len(call.args) <= place:
        return
    value = call.args[place]
    named = {one.arg for one in call.keywords}
    small = isinstance(value, ast.Constant) and type(value.value) is int and value.value <= ENLARGES
    if small and "scale_factor" not in named:
        written = file.code(value)
        yield Odd(
            file, call, value, f"`{name}` makes maps of {written}×{written}: its argument "
            f"`{written}` is the size, not the factor", f"scale_factor={written}",
        )  # fmt: skip


def _finding(odd: Odd) -> Finding:
    return Finding(
        message=odd.why,
        place=odd.file.span(odd.call),
        label="of another kind",
        fix=_fix(odd),
        help=f"write `{odd.right}`" if odd.right else "name the arguments",
    )


def _fix(odd: Odd) -> Fix | None:
    if not odd.right:
        return None
    edit = replace(odd.file, odd.value, odd.right)
    return Fix(title=f"Write `{odd.right}`", edits=(edit,), safe=False)


RULE = Rule(
    code="RES550", name="argument-of-another-kind", severity=Severity.ERROR, doc=__doc__,
    check=check,
)  # fmt: skip

"""The weights leave layers of the network as they are.

## What it does
With `--weights resnet50.pth`, reports each layer that the file would not fill: its tensors are not
there, or have another shape. Prefixes and other libraries' names are seen through, as
`resnet-inspect weights` does. A classifier, and parts around a published network that is filled
whole, are only mentioned. A layer that the file knows more of is reported as well: running
statistics have no place in a group normalization.

## Why is this bad?
`load_state_dict(strict=False)` passes over missing keys without a word, and the layers keep their
random values.

## Example
```python
model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU())
```

Use instead:

```python
model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU())
```

## References
- He et al. 2019, Rethinking ImageNet Pre-training, section 1.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from resnet_inspect.fitting.causes import causes
from resnet_inspect.fitting.fit import Fit, fit_of
from resnet_inspect.fitting.graph_specs import graph_specs
from resnet_inspect.graph import Module, ModulePath, SourceSpan
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Finding, Severity
from resnet_inspect.linter.rule import Rule
from resnet_inspect.linter.source.installed import is_installed

MOST_CAUSES = 3


def check(context: LintContext) -> Iterator[Finding]:
    """Yield one finding for each place where layers are made that the weights do not fill."""
    if context.weights is None:
        return
    fit = fit_of(context.weights.specs, graph_specs(context.graph))
    why = "; ".join(causes(fit)[:MOST_CAUSES])
    file = context.weights.path
    needed = set(fit.needed)
    places = sorted(
        _by_place(context, fit.left_to_chance).items(), key=lambda one: needed.isdisjoint(one[1])
    )
    yield from _without_place(context, fit, file, "" if places else why)
    for number, (place, names) in enumerate(places):
        yield Finding(
            message=_message(file, fit, names),
            place=place,
            label=_label(fit, names[0]),
            cause=names[0],
            help="" if number else why,
            severity=Severity.INFO if needed.isdisjoint(names) else None,
        )


def _without_place(context: LintContext, fit: Fit, file: str, why: str) -> Iterator[Finding]:
    """Yield one finding for each place where layers are made of which the file knows more."""
    more = fit.unused_of_layers
    for number, (place, names) in enumerate(_by_place(context, more).items()):
        layers = list(dict.fromkeys(name.rpartition(".")[0] for name in names))
        has = f" and {len(layers) - 1} more have" if len(layers) > 1 else " has"
        tensors = ", ".join(dict.fromkeys(name.rpartition(".")[2] for name in names))
        yield Finding(
            message=f"`{layers[0]}`{has} no place for what `{file}` holds: {tensors}",
            place=place, cause=names[0], help="" if number else why,
            label=f"`{more[names[0]]}` in the file",
        )  # fmt: skip


def _by_place(context: LintContext, names: Iterable[str]) -> dict[SourceSpan | None, list[str]]:
    """Group tensors by the expression that makes their layers."""
    places: dict[SourceSpan | None, list[str]] = defaultdict(list)
    modules = {module.path: module for module in context.graph.modules}
    for name in names:
        module = modules.get(ModulePath(name.rpartition(".")[0]))
        places[_own_line(module) if module is not None else None].append(name)
    return places


def _own_line(module: Module) -> SourceSpan | None:
    """Return the innermost of the user's own expressions that made a layer."""
    own = [span for span in module.construction if not is_installed(span.file)]
    return own[-1] if own else module.definition


def _message(file: str, fit: Fit, names: list[str]) -> str:
    layers = list(dict.fromkeys(name.rpartition(".")[0] or name for name in names))
    more = f" and {len(layers) - 1} more" if len(layers) > 1 else ""
    wrong = sum(name in fit.old_names for name in names)
    lacks = f"{wrong} of another shape" if wrong == len(names) else f"{len(names) - wrong} missing"
    return f"`{layers[0]}`{more} would not be filled by `{file}`: of its tensors {lacks}"


def _label(fit: Fit, name: str) -> str:
    here = fit.target[name].shape
    there = fit.source[fit.old_names[name]].shape if name in fit.old_names else None
    return f"{here} here, {there} in the file" if there else f"{here} here, nothing in the file"


RULE = Rule(
    code="RES598", name="weights-do-not-fill", severity=Severity.WARNING, doc=__doc__, check=check
)

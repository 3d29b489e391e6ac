"""Where a width comes from that a package's network makes."""

from resnet_inspect.graph import Node
from resnet_inspect.linter.context import LintContext
from resnet_inspect.linter.finding import Place
from resnet_inspect.linter.source.installed import is_installed

BOTTLENECKS, BASIC = 2048, 512


def backbone_place(context: LintContext, maker: Node | None, have: int) -> tuple[Place, ...]:
    """Return the user's line that builds the package's layer which makes the channels."""
    module = context.places.find(maker.module) if maker is not None and maker.module else None
    if module is None or module.definition is None or not is_installed(module.definition.file):
        return ()
    own = [span for span in module.construction if not is_installed(span.file)]
    return (Place(own[-1], f"{have} come from here"),) if own else ()


def backbone_note(have: int, declared: int) -> tuple[str, ...]:
    """Say which ResNets make which of the two widths, where both are theirs."""
    if (have, declared) == (BOTTLENECKS, BASIC):
        return ("ResNet-50, 101 and 152 make 2048 channels, ResNet-18 and 34 make 512",)
    if (have, declared) == (BASIC, BOTTLENECKS):
        return ("ResNet-18 and 34 make 512 channels, ResNet-50, 101 and 152 make 2048",)
    return ()

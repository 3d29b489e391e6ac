"""The table of networks that have a name, with what they cost.

Parameters and MACs are stored, so that the table can be shown without torch; tests build each
network and count again. MACs are those of convolutions and linear layers for one image of the
default size.

Example:
    >>> resnet50 = variant("resnet50")
    >>> resnet50.title, resnet50.year, resnet50.blocks, resnet50.parameters
    ('ResNet-50 v1.5', 2015, (3, 4, 6, 3), 25557032)
"""

from difflib import get_close_matches
from types import MappingProxyType

from resnet_inspect.errors import UnknownModelError
from resnet_inspect.models.published.antialiased import ANTIALIASED
from resnet_inspect.models.published.attention import ATTENTION
from resnet_inspect.models.published.bag_of_tricks import BAG_OF_TRICKS
from resnet_inspect.models.published.cifar import CIFAR
from resnet_inspect.models.published.cifar_stem import CIFAR_STEM
from resnet_inspect.models.published.face import FACE
from resnet_inspect.models.published.group_norm import GROUP_NORM
from resnet_inspect.models.published.plain import PLAIN
from resnet_inspect.models.published.resnext import RESNEXT
from resnet_inspect.models.published.signals import SIGNALS
from resnet_inspect.models.published.video import VIDEO
from resnet_inspect.models.published.wide import WIDE
from resnet_inspect.models.variant import Variant

__all__ = ["VARIANTS", "Variant", "canonical_name", "nearest_names", "variant"]

_TABLE = (
    *PLAIN,
    *WIDE,
    *RESNEXT,
    *ATTENTION,
    *BAG_OF_TRICKS,
    *GROUP_NORM,
    *ANTIALIASED,
    *CIFAR,
    *CIFAR_STEM,
    *VIDEO,
    *FACE,
    *SIGNALS,
)

VARIANTS = MappingProxyType({variant.name: variant for variant in _TABLE})
"""All variants by name, in the order that a list shows them."""


def variant(name: str) -> Variant:
    """Return the variant of this name.

    Raises:
        UnknownModelError: If there is none; it carries the nearest names.
    """
    if name not in VARIANTS:
        raise UnknownModelError(name, nearest_names(name))
    return VARIANTS[name]


def canonical_name(name: str) -> str:
    """Return the name of the variant that is meant by another spelling of it; else the same text.

    Example:
        >>> canonical_name("ResNet-50"), canonical_name("resnet_18"), canonical_name("resnet51")
        ('resnet50', 'resnet18', 'resnet51')
    """
    plain = "".join(filter(str.isalnum, name.lower()))
    known = {"".join(filter(str.isalnum, one)): one for one in VARIANTS}
    return name if name in VARIANTS else known.get(plain, name)


def nearest_names(name: str) -> list[str]:
    """Return up to three names that go on where this one ends, or look like it, best first.

    Example:
        >>> nearest_names("ResNeXt-101")
        ['resnext101_32x4d', 'resnext101_32x8d', 'resnext101_64x4d']
        >>> nearest_names("resnet5O")[0]
        'resnet50'
    """
    known = {_letters(name): name for name in VARIANTS}
    spelling = _letters(name)
    longer = [letters for letters in known if letters.startswith(spelling)]
    alike = get_close_matches(spelling, known, n=3)
    return [known[letters] for letters in dict.fromkeys((*longer, *alike))][:3]


def _letters(name: str) -> str:
    """Return a name without what people write differently, or mistake for each other."""
    letters = "".join(filter(str.isalnum, name.lower()))
    return letters.replace("o", "0").replace("l", "1")

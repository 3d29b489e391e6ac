"""All words of a published variant's layers, one after the other."""

from collections.abc import Iterator

from resnet_inspect.analysis.structure.plan_words import block_spellings, head_words, stem_words
from resnet_inspect.analysis.structure.spelling import Word
from resnet_inspect.models.architecture import Architecture
from resnet_inspect.models.plan import plan_stages


def variant_words(architecture: Architecture) -> Iterator[Word]:
    """Yield the words of stem, main paths, shortcuts and head; activations and pooling as well."""
    yield from stem_words(architecture, architecture.in_channels)
    for stage in plan_stages(architecture):
        for plan in stage:
            for words in min(block_spellings(plan), key=repr):
                yield from words
    yield from head_words(architecture)

"""How often a published variant has each word, in its stem, its blocks and its head."""

from collections import Counter

from resnet_inspect.analysis.structure.plan_words import block_spellings, head_words, stem_words
from resnet_inspect.analysis.structure.spelling import Word
from resnet_inspect.models.architecture import Architecture
from resnet_inspect.models.plan import plan_stages


def variant_words(architecture: Architecture) -> Counter[Word]:
    """Count the words of stem, main paths, shortcuts and head, those of the stem first."""
    counts = Counter(stem_words(architecture, architecture.in_channels))
    plans = Counter(plan for stage in plan_stages(architecture) for plan in stage)
    for plan, blocks in plans.items():
        for words in min(block_spellings(plan), key=repr):
            for word in words:
                counts[word] += blocks
    counts.update(head_words(architecture))
    return counts

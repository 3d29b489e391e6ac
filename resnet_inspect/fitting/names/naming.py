"""Whose names a state dict's are."""

import re
from collections.abc import Iterable

SCHEMES = (
    ("torchvision's, inside of a backbone", r"(^|\.)backbone\.layer1\.0\.conv1\.", r"\.layer\d"),
    ("detectron2's", r"(^|\.)res2\.0\.conv1\.", r"\.norm\."),
    ("Caffe2's", r"(^|\.)res2_0_branch2a_w$", r"branch2a"),
    ("Caffe's", r"(^|\.)res2a_branch2a\.", r"branch2a"),
    ("Keras's", r"(^|[./])conv2_block1_1_conv[./]", r"conv1_conv[./]"),
    ("Hugging Face's", r"(^|\.)encoder\.stages\.0\.layers\.0\.", r"convolution"),
    ("fastai's", r"(^|\.)4\.0\.conv(s|path)\.0\.0\.", r"\.conv(s|path)\."),
    ("insightface's", r"(^|\.)layer1\.0\.prelu\.", r"(^|\.)features\."),
    ("timm's", r"(^|\.)stages\.0\.blocks\.0\.", r"\.blocks\."),
    ("timm's", r"(^|\.)layer1\.0\.se\.fc1\.", r"layer1"),
    ("timm's", r"(^|\.)layer1\.0\.downsample\.1\.weight$", r"(^|\.)conv1\.0\."),
    ("the first SENet's", r"(^|\.)layer0\.conv1\.|se_module\.fc1", r"layer1\.0\.conv1"),
    ("numbered, as an nn.Sequential's", r"(^|\.)4\.0\.conv1\.", r"(^|\.)0\.weight$"),
    ("kuangliu's, pytorch-cifar", r"(^|\.)layer1\.0\.conv1\.", r"(^|\.)layer\d\.0\.shortcut\.0\."),
    ("torchvision's", r"(^|\.)layer1\.0\.conv1\.", r"(^|\.)layer1\.0\.(conv2|bn1)"),
)
"""Each naming with two patterns, both of which some name matches; the most special first."""


def naming(names: Iterable[str]) -> str:
    """Return whose names these are, empty where nobody's that is known.

    Example:
        >>> naming(["res2.0.conv1.weight", "res2.0.conv1.norm.weight"])
        "detectron2's"
    """
    text = list(names)
    for scheme, *patterns in SCHEMES:
        if all(any(re.search(pattern, name) for name in text) for pattern in patterns):
            return scheme
    return ""

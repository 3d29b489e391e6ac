"""The papers that the variants come from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper, as the tables cite it."""

    authors: str
    """Short: ``He et al.``."""
    year: int
    """Of the conference; 2015, when it came out, for the first ResNet."""
    title: str
    """In full."""
    number: str
    """Its number on arXiv, or its DOI."""

    @property
    def citation(self) -> str:
        """Return authors and year: ``He et al. 2015``."""
        return f"{self.authors} {self.year}"

    @property
    def url(self) -> str:
        """Where to read it."""
        site = "doi.org" if "/" in self.number else "arxiv.org/abs"
        return f"https://{site}/{self.number}"


DEEP_RESIDUAL_LEARNING = Paper(
    "He et al.", 2015, "Deep Residual Learning for Image Recognition", "1512.03385"
)
IDENTITY_MAPPINGS = Paper(
    "He et al.", 2016, "Identity Mappings in Deep Residual Networks", "1603.05027"
)
WIDE_RESIDUAL_NETWORKS = Paper(
    "Zagoruyko and Komodakis", 2016, "Wide Residual Networks", "1605.07146"
)
AGGREGATED_TRANSFORMATIONS = Paper(
    "Xie et al.",
    2017,
    "Aggregated Residual Transformations for Deep Neural Networks",
    "1611.05431",
)
SQUEEZE_AND_EXCITATION = Paper("Hu et al.", 2018, "Squeeze-and-Excitation Networks", "1709.01507")
BAG_OF_TRICKS = Paper(
    "He et al.",
    2019,
    "Bag of Tricks for Image Classification with Convolutional Neural Networks",
    "1812.01187",
)
WEAKLY_SUPERVISED_PRETRAINING = Paper(
    "Mahajan et al.",
    2018,
    "Exploring the Limits of Weakly Supervised Pretraining",
    "1805.00932",
)
SPATIOTEMPORAL_CONVOLUTIONS = Paper(
    "Tran et al.",
    2018,
    "A Closer Look at Spatiotemporal Convolutions for Action Recognition",
    "1711.11248",
)
SPATIOTEMPORAL_3D = Paper(
    "Hara et al.",
    2018,
    "Can Spatiotemporal 3D CNNs Retrace the History of 2D CNNs and ImageNet?",
    "1711.09577",
)
GROUP_NORMALIZATION = Paper("Wu and He", 2018, "Group Normalization", "1803.08494")
MIXUP = Paper("Zhang et al.", 2018, "mixup: Beyond Empirical Risk Minimization", "1710.09412")
SHIFT_INVARIANCE = Paper(
    "Zhang", 2019, "Making Convolutional Networks Shift-Invariant Again", "1904.11486"
)
ARCFACE = Paper(
    "Deng et al.",
    2019,
    "ArcFace: Additive Angular Margin Loss for Deep Face Recognition",
    "1801.07698",
)
IMAGE_MODELS = Paper("Wightman", 2019, "PyTorch Image Models", "10.5281/zenodo.4414861")
EFFICIENT_CHANNEL_ATTENTION = Paper(
    "Wang et al.",
    2020,
    "ECA-Net: Efficient Channel Attention for Deep Convolutional Neural Networks",
    "1910.03151",
)
ECG_BENCHMARKS = Paper(
    "Strodthoff et al.",
    2020,
    "Deep Learning for ECG Analysis: Benchmarks and Insights from PTB-XL",
    "2004.13701",
)
CONTRASTIVE_LEARNING = Paper(
    "Chen et al.",
    2020,
    "A Simple Framework for Contrastive Learning of Visual Representations",
    "2002.05709",
)

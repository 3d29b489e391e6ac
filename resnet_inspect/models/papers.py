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
    arxiv: str
    """Its number there."""

    @property
    def citation(self) -> str:
        """Return authors and year: ``He et al. 2015``."""
        return f"{self.authors} {self.year}"

    @property
    def url(self) -> str:
        """Where to read it."""
        return f"https://arxiv.org/abs/{self.arxiv}"


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

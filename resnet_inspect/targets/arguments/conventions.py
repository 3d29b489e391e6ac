"""Values for constructor arguments whose name says what everybody passes."""

from dataclasses import dataclass
from typing import Any

from resnet_inspect.graph import TensorSpec
from resnet_inspect.targets.inputs.input_shape import DEFAULT_CHANNELS, DEFAULT_SIZE, InputShape

CLASSES = 1000

_CLASSES = frozenset(
    "num_classes n_classes nclasses num_class n_class nb_classes class_num classes_num class_count "
    "num_labels n_labels classes numclasses nclass num_outputs output_classes number_of_classes "
    "class_number in_class n_cls num_cls nc out_classes".split()
)
_CHANNELS = frozenset(
    "in_channels in_channel in_chans in_ch in_c input_channels input_channel n_input_channels "
    "num_channels n_channels image_channels img_channels img_ch inchannels in_planes channels_in "
    "num_input_channels input_ch channel channels input_nc in_nc nc_in output_nc out_nc".split()
)
_SIZES = frozenset(
    "image_size img_size input_size im_size imsize resolution img_dim image_dim input_resolution "
    "in_size sample_size spatial_size".split()
)
_SHAPES = frozenset("image_shape input_shape img_shape in_shape shape_in".split())
_FALSE = frozenset(
    "pretrained progress zero_init_residual pretrain load_pretrained use_pretrained deep_stem "
    "grad_checkpointing with_cp".split()
)
_NONE = frozenset(
    "weights pretrained_path checkpoint checkpoint_path weights_path norm_layer "
    "replace_stride_with_dilation device dtype weights_backbone".split()
)
_DEPTHS = frozenset("depth model_depth resnet_depth net_depth network_depth".split())
DEPTHS = (50, 18, 20, 28, 29)
"""Of ResNets: on ImageNet, on CIFAR (6n + 2), wide ones (6n + 4), with bottlenecks (9n + 2)."""

OUTPUT_STRIDE = 16
_OUTPUT_STRIDES = frozenset("output_stride outputstride out_stride".split())

_ZERO = frozenset(
    "dropout drop_rate drop_prob dropout_rate p_drop dropout_prob drop_path drop_path_rate "
    "dropout_p keep_dropout".split()
)

FEATURES = 128
_FEATURES = frozenset(
    "embedding_size embedding_dim embed_dim embed_size emb_dim emb_size feature_dim feat_dim "
    "feature_size n_features num_features output_dim out_dim latent_dim nout".split()
)
_ONE = frozenset(
    "last_stride stride widen_factor widening_factor width_mult width_multiplier".split()
)
KERNEL = 3
_KERNELS = frozenset("kernel_size ksize kernel filter_size".split())
_WHETHER = ("use_", "with_", "is_", "has_", "enable_")
"""How the names of what is on or off begin; it is off."""


@dataclass(frozen=True, slots=True)
class Given:
    """What is known before the network is built."""

    channels: int = DEFAULT_CHANNELS
    size: tuple[int, ...] = (DEFAULT_SIZE, DEFAULT_SIZE)


def given_by(shape: InputShape | TensorSpec | None) -> Given:
    """Read channels and size off ``--input``, as far as it tells them by itself."""
    if shape is None:
        return Given()
    if isinstance(shape, TensorSpec):
        shape = InputShape(shape.shape)
    numbers = shape.numbers
    if shape.has_channels:
        batch = len(numbers) > 3  # noqa: PLR2004 - batch, channels, height, width
        return Given(numbers[1] if batch else numbers[0], numbers[2:] if batch else numbers[1:])
    return Given(size=numbers * 2 if len(numbers) == 1 else numbers)


def conventional_value(name: str, given: Given) -> tuple[Any] | None:
    """Return the value of an argument called ``name``, in a tuple; None where there is no custom.

    Example:
        >>> conventional_value("num_classes", Given())
        (1000,)
        >>> conventional_value("cardinality", Given()) is None
        True
    """
    plain = name.lower()
    customs: tuple[tuple[frozenset[str], Any], ...] = (
        (_CLASSES, CLASSES),
        (_CHANNELS, given.channels),
        (_SIZES, given.size[0]),
        (_SHAPES, (given.channels, *given.size)),
        (_FALSE, False),
        (_NONE, None),
        (_ZERO, 0.0),
        (_DEPTHS, DEPTHS[0]),
        (_OUTPUT_STRIDES, OUTPUT_STRIDE),
        (_FEATURES, FEATURES),
        (_ONE, 1),
        (_KERNELS, KERNEL),
    )
    known = next(((value,) for names, value in customs if plain in names), None)
    return known or ((False,) if plain.startswith(_WHETHER) else None)


def is_side(name: str) -> bool:
    """Tell whether an argument is the size of an image, which some take as height and width."""
    return name.lower() in _SIZES


def is_depth(name: str) -> bool:
    """Tell whether an argument is the number of layers, of which not every one is possible."""
    return name.lower() in _DEPTHS

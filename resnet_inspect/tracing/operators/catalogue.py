"""What each torch function is: its name here, its kind, and how to read its settings.

Functions are known by name, as a function, a tensor method and its in-place form do the same
thing: ``F.relu``, ``torch.relu``, ``x.relu()`` and ``x.relu_()`` are all ``relu``.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from resnet_inspect.graph import OpKind
from resnet_inspect.tracing.operators import arguments as read
from resnet_inspect.tracing.operators.arguments import Arguments, Reader

Function = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Operator:
    """A torch function as the tracer sees it."""

    name: str
    kind: OpKind
    reader: Reader = read.read_other
    parameters: tuple[str, ...] = ("input",)
    """Names of the positional arguments; ``*name`` takes all that follow."""
    inplace: bool = False
    """Whether the function's name says that it overwrites its first argument."""
    known: bool = True
    """Whether the table below has it."""
    pure: bool = False
    """Whether its result's shape follows from shapes and arguments alone, so that it can be
    remembered."""
    of_two: str = ""
    """What it is called with two tensors: ``max(x, y)`` is ``maximum``, not a reduction."""
    silent: bool = False
    """Whether it only asks about a tensor, or changes nothing that the graph tells."""

    def bind(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Arguments:
        """Return the call's arguments by name."""
        bound: Arguments = {}
        for place, value in enumerate(args):
            name = self.parameters[place] if place < len(self.parameters) else f"argument{place}"
            if name.startswith("*"):
                bound[name[1:]] = args[place:]
                break
            bound[name] = value
        bound.update(kwargs)
        return bound


_CONV = ("input", "weight", "bias", "stride", "padding", "dilation", "groups")
_CONV_TRANSPOSE = (
    "input", "weight", "bias", "stride", "padding", "output_padding", "groups", "dilation",
)  # fmt: skip
_DEFORMED_CONV = (
    "input", "weight", "offset", "mask", "bias", "stride_height", "stride_width", "padding_height",
    "padding_width", "dilation_height", "dilation_width", "groups",
)  # fmt: skip
_BATCH_NORM = (
    "input", "running_mean", "running_var", "weight", "bias", "training", "momentum", "eps",
)  # fmt: skip
_INSTANCE_NORM = (
    "input", "running_mean", "running_var", "weight", "bias", "use_input_stats", "momentum", "eps",
)  # fmt: skip
_MAX_POOL = ("input", "kernel_size", "stride", "padding", "dilation", "ceil_mode")
_AVG_POOL = ("input", "kernel_size", "stride", "padding", "ceil_mode", "count_include_pad")
_LP_POOL = ("input", "norm_type", "kernel_size", "stride", "ceil_mode")

_ELEMENTWISE = {
    OpKind.ACTIVATION: (
        "relu relu6 leaky_relu prelu rrelu elu selu celu gelu silu mish sigmoid hardsigmoid "
        "hardswish hardtanh tanh softplus softsign tanhshrink threshold logsigmoid softshrink "
        "hardshrink glu clamp clamp_min clamp_max"
    ),
    OpKind.SOFTMAX: "softmax log_softmax softmin gumbel_softmax",
    OpKind.ADD: "add",
    OpKind.MULTIPLY: "mul multiply",
    OpKind.ARITHMETIC: (
        "sub subtract rsub div divide true_divide floor_divide remainder fmod neg negative abs "
        "absolute pow __rpow__ sqrt rsqrt square exp log log1p log2 log10 expm1 reciprocal sign "
        "sin cos atan2 erf floor ceil round maximum minimum where eq ne lt le gt ge logical_and "
        "logical_or logical_not bitwise_and bitwise_or bitwise_not addcmul addcdiv lerp isnan "
        "isinf isfinite nan_to_num masked_fill and or xor bitwise_xor logical_xor polar angle"
    ),
    OpKind.COPY: (
        "clone contiguous detach to float half double bfloat16 int long bool type type_as cuda cpu "
        "data alias positive view_as_real view_as_complex resolve_conj copy conj real imag complex"
    ),
    OpKind.DROPOUT: (
        "dropout dropout1d dropout2d dropout3d alpha_dropout feature_alpha_dropout feature_dropout"
    ),
    OpKind.PAD: "constant_pad_nd",
    OpKind.RESIZE: "interpolate upsample upsample_nearest upsample_bilinear grid_sample",
    OpKind.INDEX: (
        "__getitem__ chunk split tensor_split unbind narrow select index_select gather "
        "split_with_sizes take roll flip masked_select hsplit vsplit dsplit unsafe_chunk "
        "take_along_dim"
    ),
    OpKind.MATMUL: "matmul mm bmm einsum tensordot addmm baddbmm mv dot inner outer bilinear",
    OpKind.ATTENTION: "scaled_dot_product_attention multi_head_attention_forward",
    OpKind.RECURRENT: "lstm gru rnn_tanh rnn_relu lstm_cell gru_cell rnn_tanh_cell rnn_relu_cell",
    OpKind.OTHER: (
        "sort argsort argmax argmin cumsum cumprod norm cdist cosine_similarity pairwise_distance "
        "embedding one_hot affine_grid meshgrid __setitem__ index_put index_add scatter "
        "scatter_add cross_entropy nll_loss mse_loss binary_cross_entropy max_unpool2d diff"
    ),
}

_RESHAPES = (
    "view reshape permute transpose t swapaxes swapdims squeeze unsqueeze expand expand_as movedim "
    "view_as reshape_as broadcast_to repeat tile unflatten pixel_shuffle pixel_unshuffle "
    "channel_shuffle unfold fold T mT H repeat_interleave ravel as_strided"
)

_CREATIONS = frozenset(
    "zeros ones full empty rand randn randint randperm arange linspace logspace eye tensor "
    "as_tensor from_numpy empty_strided zeros_like ones_like full_like empty_like rand_like "
    "randn_like randint_like new_zeros new_ones new_full new_empty new_tensor scalar_tensor range "
    "tril_indices triu_indices hann_window normal asarray".split()
)
"""Their results hold no value of any argument."""

_OVERWRITES = frozenset("bernoulli_ normal_ uniform_ zero_ fill_ exponential_ random_".split())
"""In-place methods whose result holds nothing of what was there before."""

_ALIASES = {
    "multiply": "mul", "subtract": "sub", "divide": "div", "true_divide": "div",
    "concat": "cat", "concatenate": "cat", "negative": "neg", "absolute": "abs",
    "swapaxes": "transpose", "swapdims": "transpose", "_max_pool1d": "max_pool1d",
    "_max_pool2d": "max_pool2d", "_max_pool3d": "max_pool3d",
    "max_pool2d_with_indices": "max_pool2d", "max_pool1d_with_indices": "max_pool1d",
    "max_pool3d_with_indices": "max_pool3d", "special_softmax": "softmax",
    "upsample": "interpolate", "__rsub__": "rsub", "__rdiv__": "div",
    "adaptive_max_pool1d_with_indices": "adaptive_max_pool1d",
    "adaptive_max_pool2d_with_indices": "adaptive_max_pool2d",
    "adaptive_max_pool3d_with_indices": "adaptive_max_pool3d", "convolution": "conv2d",
    "special_expit": "sigmoid", "clip": "clamp", "unsafe_split": "split", "__getitem__": "getitem",
    "__setitem__": "setitem", "moveaxis": "movedim", "feature_dropout": "dropout2d",
    "logsigmoid": "log_sigmoid", "__matmul__": "matmul", "__rpow__": "rpow",
}  # fmt: skip


_SILENT = frozenset(
    "shape size dim ndim ndimension device dtype numel nelement stride is_contiguous requires_grad "
    "is_cuda is_cpu is_meta layout is_sparse is_quantized is_leaf grad grad_fn names is_nested "
    "_set_grad_enabled set_grad_enabled __len__ is_floating_point is_complex element_size data_ptr "
    "storage_offset get_device has_names _version __hash__ requires_grad_ retain_grad "
    "register_hook itemsize nbytes __repr__ __format__ __str__ is_inference is_tensor is_same_size "
    "get_default_dtype _has_compatible_shallow_copy_type untyped_storage storage is_shared "
    "is_pinned result_type can_cast promote_types is_conj is_neg is_signed is_mkldnn is_xpu is_mps "
    "output_nr _base _backward_hooks __dir__ backward broadcast_shapes is_grad_enabled "
    "_assert".split()
)
"""They return no new tensor."""


def _table() -> dict[str, Operator]:
    table: dict[str, Operator] = {}
    for kind, names in _ELEMENTWISE.items():
        for name in names.split():
            table[name] = Operator(name, kind, pure=kind not in {OpKind.OTHER, OpKind.RECURRENT})
    for name in _RESHAPES.split():
        table[name] = Operator(name, OpKind.RESHAPE, read.read_shape, pure=True)
    for name in _CREATIONS:
        table[name] = Operator(name, OpKind.CONSTANT)
    for name in ("arange", "range", "linspace", "logspace"):
        table[name] = Operator(name, OpKind.CONSTANT, read.read_sequence)
    for n in (1, 2, 3):
        table |= _spatial(n)
    return table | _specials()


def _spatial(n: int) -> dict[str, Operator]:
    pool, adaptive = read.pool_reader(n), read.adaptive_pool_reader(n)
    sized = ("input", "output_size")
    entries = [
        Operator(f"conv{n}d", OpKind.CONV, read.read_conv, _CONV, pure=True),
        Operator(
            f"conv_transpose{n}d", OpKind.CONV, read.read_conv_transpose, _CONV_TRANSPOSE, pure=True
        ),
        Operator(f"max_pool{n}d", OpKind.POOL, pool, _MAX_POOL, pure=True),
        Operator(f"avg_pool{n}d", OpKind.POOL, pool, _AVG_POOL, pure=True),
        Operator(f"lp_pool{n}d", OpKind.POOL, pool, _LP_POOL, pure=True),
        Operator(f"adaptive_avg_pool{n}d", OpKind.POOL, adaptive, sized, pure=True),
        Operator(f"adaptive_max_pool{n}d", OpKind.POOL, adaptive, sized, pure=True),
    ]
    return {entry.name: entry for entry in entries}


def _specials() -> dict[str, Operator]:
    reduced = ("input", "dim", "keepdim")
    entries = [
        Operator("linear", OpKind.LINEAR, read.read_linear, ("input", "weight", "bias"), pure=True),
        Operator("deform_conv2d", OpKind.CONV, read.read_deformed_conv, _DEFORMED_CONV),
        Operator("batch_norm", OpKind.NORM, read.read_batch_norm, _BATCH_NORM, pure=True),
        Operator("instance_norm", OpKind.NORM, read.read_instance_norm, _INSTANCE_NORM, pure=True),
        Operator(
            "group_norm", OpKind.NORM, read.read_group_norm,
            ("input", "num_groups", "weight", "bias", "eps"), pure=True,
        ),
        Operator(
            "layer_norm", OpKind.NORM, read.read_layer_norm,
            ("input", "normalized_shape", "weight", "bias", "eps"), pure=True,
        ),
        Operator(
            "rms_norm", OpKind.NORM, read.read_layer_norm,
            ("input", "normalized_shape", "weight", "eps"), pure=True,
        ),
        Operator("local_response_norm", OpKind.NORM, read.read_other_norm, pure=True),
        Operator("normalize", OpKind.NORM, read.read_other_norm, ("input", "p", "dim"), pure=True),
        Operator("pad", OpKind.PAD, read.read_pad, ("input", "pad", "mode", "value"), pure=True),
        Operator("cat", OpKind.CONCAT, read.read_concat, ("tensors", "dim"), pure=True),
        Operator("stack", OpKind.CONCAT, read.read_concat, ("tensors", "dim"), pure=True),
        Operator(
            "flatten", OpKind.RESHAPE, read.read_flatten, ("input", "start_dim", "end_dim"),
            pure=True,
        ),
        *(
            Operator(name, OpKind.REDUCE, read.read_reduce, reduced, pure=True)
            for name in "mean sum amax amin max min std var prod logsumexp all any std_mean "
            "var_mean nanmean median".split()
        ),
    ]  # fmt: skip
    table = {entry.name: entry for entry in entries}
    named = {"dropout": ("input", "p", "training", "inplace"), "softmax": ("input", "dim")}
    for name, parameters in named.items():
        kind = OpKind.DROPOUT if name == "dropout" else OpKind.SOFTMAX
        table[name] = Operator(name, kind, parameters=parameters, pure=True)
    for name in ("chunk", "split"):
        table[name] = Operator(name, OpKind.INDEX, parameters=("input", "size", "dim"), pure=True)
    table["__getitem__"] = Operator("__getitem__", OpKind.INDEX, parameters=("input", "index"))
    for name in ("max", "min"):
        table[name] = replace(table[name], of_two=f"{name}imum")
    table["interpolate"] = Operator(
        "interpolate", OpKind.RESIZE, parameters=("input", "size", "scale_factor", "mode"),
        pure=True,
    )  # fmt: skip
    return table


_TABLE = _table()


def of_two_tensors(operator: Operator) -> Operator:
    """Return what ``max`` and ``min`` are when they compare two tensors."""
    return _TABLE[operator.of_two]


def operator_of(function: Function) -> Operator:
    """Return what ``function`` is; one that the table does not know is of kind OTHER."""
    name = _function_name(function)
    if name in _SILENT or getattr(function, "__module__", "") == "torch.nn.init":
        return Operator(name, OpKind.OTHER, silent=True)
    if name in _OVERWRITES:
        return Operator(name.rstrip("_"), OpKind.CONSTANT, inplace=True)
    inplace = name.endswith("_") and not name.endswith("__")
    if name.startswith("__i") and name.removeprefix("__i").removesuffix("__") in _TABLE:
        name, inplace = name.removeprefix("__i").removesuffix("__"), True
    base = name.rstrip("_") if inplace else name
    if base.startswith("__") and base.strip("_").removeprefix("r") in _TABLE:
        base = base.strip("_").removeprefix("r")
    base = base if base in _TABLE else _ALIASES.get(base, base)
    found = _TABLE.get(base)
    shown = _ALIASES.get(base, base)
    if found is None:
        return Operator(shown.strip("_"), OpKind.OTHER, inplace=inplace, known=False)
    return Operator(
        shown, found.kind, found.reader, found.parameters, inplace or base == "__setitem__",
        pure=found.pure, of_two=found.of_two,
    )  # fmt: skip


def _function_name(function: Function) -> str:
    name = getattr(function, "__name__", type(function).__name__)
    if name == "__get__":
        name = getattr(getattr(function, "__self__", None), "__name__", name)
    return str(name).partition(".")[0]  # torch.ops.aten.relu.default

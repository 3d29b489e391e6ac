"""What a network says of its own input: what it was made for, or an example that it keeps."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from torch import nn

from resnet_inspect.targets.inputs.call import call_of, forward_parameters
from resnet_inspect.targets.inputs.first_layer import first_layer
from resnet_inspect.targets.inputs.given_inputs import GivenInputs
from resnet_inspect.targets.inputs.input_shape import DEFAULT_CHANNELS, DIGITS, InputShape
from resnet_inspect.targets.inputs.reading import read_inputs


@dataclass(frozen=True, slots=True)
class Declared:
    """An input that the user did not give, and who says so."""

    given: GivenInputs
    said_by: str
    """What it is called there: ``example_input_array``; empty where that goes without saying."""

    @property
    def words(self) -> str:
        """For the header."""
        return f"as its {self.said_by} says"


def declared_input(network: nn.Module) -> Declared | None:
    """Return the input that a network declares, in the way of Lightning, transformers or timm.

    An example that ``forward`` does not take, or that cannot be read, is passed over.
    """
    for source, name in _SOURCES:
        try:
            for given in source(network):
                call_of(network, given)
                return Declared(given, name)
        except Exception:  # noqa: BLE001, S112 - the user's property may raise anything
            continue
    return None


def _example(network: nn.Module) -> Iterator[GivenInputs]:
    """Yield Lightning's example: a tensor, a tuple of arguments, or a dict of them by name."""
    example = getattr(network, "example_input_array", None)
    if example is not None:
        yield read_inputs(example)


def _dummies(network: nn.Module) -> Iterator[GivenInputs]:
    """Yield the example of transformers; that for text is there where a network takes images."""
    dummies = getattr(network, "dummy_inputs", None)
    if isinstance(dummies, Mapping) and dummies and set(dummies) <= set(_names(network)):
        yield read_inputs(dummies)


def _configuration(network: nn.Module) -> Iterator[GivenInputs]:
    """Yield what ``config.image_size`` and ``config.num_channels`` say of an image."""
    config = getattr(network, "config", None)
    size = _numbers(getattr(config, "image_size", None))
    channels = _numbers(getattr(config, "num_channels", None))[:1]
    sides = size * 2 if len(size) == 1 else size[:2]
    if sides:
        name = getattr(network, "main_input_name", "")
        shape = InputShape((*(channels or (DEFAULT_CHANNELS,)), *sides))
        named = name in _names(network)
        yield GivenInputs(keywords=((name, shape),)) if named else GivenInputs((shape,))


def _timm(network: nn.Module) -> Iterator[GivenInputs]:
    """Yield timm's input size; its channels count unless the network was built for others."""
    for name in ("pretrained_cfg", "default_cfg"):
        settings = getattr(network, name, None)
        size = _numbers(settings.get("input_size")) if isinstance(settings, Mapping) else ()
        if size:
            layer = first_layer(network)
            fits = layer.spatial != len(size) - 1 or layer.channels == size[0]
            yield GivenInputs((InputShape(size if fits else size[1:]),))


def _numbers(value: object) -> tuple[int, ...]:
    """Return sizes as a tuple, empty where they are none that an image can have."""
    several = tuple(value) if isinstance(value, tuple | list) else (value,)
    whole = all(
        isinstance(one, int) and not isinstance(one, bool) and 0 < one < 10**DIGITS
        for one in several
    )
    return several if whole else ()


def _names(network: nn.Module) -> tuple[str, ...]:
    return tuple(forward_parameters(network) or ())


_SOURCES: tuple[tuple[Callable[[nn.Module], Iterator[GivenInputs]], str], ...] = (
    (_example, "example_input_array"),
    (_dummies, "dummy_inputs"),
    (_configuration, "configuration"),
    (_timm, "pretrained_cfg"),
)

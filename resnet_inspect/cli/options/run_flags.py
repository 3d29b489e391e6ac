"""The options that all commands on a target share: how it is built and run."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, ClassVar

import typer

from resnet_inspect.cli.completing.targets import complete_target
from resnet_inspect.targets.run_options import DEFAULT_TIMEOUT, RunOptions

if TYPE_CHECKING:
    from resnet_inspect.report import Report

TARGET_HELP = (
    "resnet50 (see `resnet-inspect list`), torchvision:NAME, timm:NAME, my.py, my.py:Net, "
    "my.py:make_net, package.module:Net, a saved trace t.json, or weights.pth. "
    "A Python file is executed."
)

TargetArgument = Annotated[
    str, typer.Argument(metavar="TARGET", help=TARGET_HELP, autocompletion=complete_target)
]

OutputOption = Annotated[
    str | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write to a file instead of the terminal."),
]


@dataclass(frozen=True, kw_only=True)
class BuildFlags:
    """How a network is built, and how long that may take."""

    heading: ClassVar = "The network"

    inputs: Annotated[
        list[str] | None,
        typer.Option(
            "--input",
            "-i",
            metavar="SIZE",
            help="224, 224x160, 3x224x224 or 8x3x224x224, with a type 16:int64, by name "
            "mask=1x64x64:bool; repeat it for a forward with several inputs. By default what the "
            "network declares, else 224 with the channels of the first convolution.",
        ),
    ] = None
    arguments: Annotated[
        list[str] | None,
        typer.Option(
            "--arg",
            "-a",
            metavar="NAME=VALUE",
            help="A constructor argument: num_classes=10, 'layers=[3, 4, 6, 3]', block=Bottleneck.",
        ),
    ] = None
    timeout: Annotated[
        float,
        typer.Option(
            "--timeout", min=0, metavar="SECONDS", help="For the network's code; 0 for no limit."
        ),
    ] = DEFAULT_TIMEOUT

    @property
    def options(self) -> RunOptions:
        """What these flags ask for."""
        from resnet_inspect.targets.arguments.call_arguments import (  # noqa: PLC0415 - not for --help
            parse_arguments,
        )

        return RunOptions(
            input=self.inputs or None,
            arguments=parse_arguments(self.arguments or []),
            timeout=self.timeout,
        )


@dataclass(frozen=True, kw_only=True)
class RunFlags(BuildFlags):
    """How a network is built and run."""

    train: Annotated[bool, typer.Option("--train", help="Trace in training mode.")] = False
    no_cache: Annotated[
        bool,
        typer.Option(
            "--no-cache",
            help="Trace a network with a name anew, and keep nothing in your cache folder.",
        ),
    ] = False

    @property
    def options(self) -> RunOptions:
        """What these flags ask for."""
        return replace(super().options, train=self.train, cached=not self.no_cache)

    def report(self, target: str, *, recover: bool = False) -> "Report":
        """Trace a target; see :func:`resnet_inspect.api.trace`."""
        from resnet_inspect import api  # noqa: PLC0415 - `--help` needs none of it
        from resnet_inspect.report import Report  # noqa: PLC0415 - see above

        return Report(api.traced(target, self.options, recover=recover))


def split_names(options: list[str] | None) -> tuple[str, ...]:
    """Split repeated options of names with commas between them."""
    names = (name.strip() for option in options or () for name in option.split(","))
    return tuple(name for name in names if name)

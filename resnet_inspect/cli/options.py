"""The options that all commands on a target share, and what they say together."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from resnet_inspect.report import Report

TARGET_HELP = (
    "resnet50 (see `resnet-inspect list`), torchvision:NAME, timm:NAME, my.py, my.py:Net, "
    "my.py:make_net, package.module:Net, or a saved trace t.json. A Python file is executed."
)

TargetArgument = Annotated[str, typer.Argument(metavar="TARGET", help=TARGET_HELP)]

InputOption = Annotated[
    list[str] | None,
    typer.Option(
        "--input",
        "-i",
        metavar="SIZE",
        help="224, 224x160, 3x224x224 or 8x3x224x224; repeat it for a forward with several inputs. "
        "By default 224 with the channels of the first convolution.",
    ),
]

ArgOption = Annotated[
    list[str] | None,
    typer.Option(
        "--arg",
        "-a",
        metavar="NAME=VALUE",
        help="A constructor argument: num_classes=10, 'layers=[3, 4, 6, 3]', block=Bottleneck.",
    ),
]

TrainOption = Annotated[bool, typer.Option("--train", help="Trace in training mode.")]

TimeoutOption = Annotated[
    float,
    typer.Option("--timeout", min=0, help="Seconds for the network's code; 0 for no limit."),
]

OutputOption = Annotated[
    str | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write to a file instead of the terminal."),
]

DEFAULT_TIMEOUT = 60.0


def report_of(  # noqa: PLR0913 - the shared options
    target: str,
    inputs: list[str] | None = None,
    arguments: list[str] | None = None,
    *,
    train: bool = False,
    timeout: float = DEFAULT_TIMEOUT,
    recover: bool = False,
) -> "Report":
    """Trace what the shared options describe; see :func:`resnet_inspect.api.trace`."""
    from resnet_inspect import api  # noqa: PLC0415 - `--help` needs none of it
    from resnet_inspect.report import Report  # noqa: PLC0415 - see above
    from resnet_inspect.targets.arguments.call_arguments import parse_arguments  # noqa: PLC0415 - see above

    return Report(
        api.trace(
            target,
            inputs or None,
            arguments=parse_arguments(arguments or []),
            train=train,
            timeout=timeout,
            recover=recover,
        )
    )

"""``resnet-inspect weights FILE [TARGET]``: what is in a checkpoint, and whether it fits."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar

import typer

from resnet_inspect.cli.completing.targets import complete_target
from resnet_inspect.cli.options.grouped import grouped
from resnet_inspect.cli.options.run_flags import TARGET_HELP, BuildFlags
from resnet_inspect.cli.options.table_flags import TableFlags, TableFormat
from resnet_inspect.cli.output import write
from resnet_inspect.cli.wording import say
from resnet_inspect.errors import UsageError

if TYPE_CHECKING:
    from resnet_inspect.weights_report import WeightsReport


@dataclass(frozen=True, kw_only=True)
class WriteFlags:
    """What is written of the weights."""

    heading: ClassVar = "Writing weights"

    remapped: Annotated[
        str | None,
        typer.Option(
            "--write",
            metavar="FILE",
            help="Write the weights under the network's names: x.safetensors.",
        ),
    ] = None
    force: Annotated[bool, typer.Option("--force", help="Replace that file.")] = False

    def write(self, found: "WeightsReport") -> None:
        """Write the file that is asked for.

        Raises:
            UsageError: No network is named, or nothing fits.
        """
        if self.remapped is None:
            return
        if not found.fits:
            raise UsageError(
                f"`{self.remapped}` was not written: there is no network that the weights fit",
                "Name one: resnet-inspect weights FILE TARGET --write FILE.safetensors",
            )
        from resnet_inspect.checkpoints.write import write_safetensors  # noqa: PLC0415 - needs NumPy

        write_safetensors(found.checkpoint, found.written, self.remapped, replace=self.force)
        say(f"wrote {len(found.written)} tensors to {self.remapped}")


FITS, DOES_NOT_FIT = 0, 1


@grouped
def weights_command(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="model.pth, .pt, .ckpt, .bin, .safetensors.")
    ],
    target: Annotated[
        str | None,
        typer.Argument(
            metavar="TARGET", autocompletion=complete_target, help=f"A network: {TARGET_HELP}"
        ),
    ] = None,
    *,
    build: BuildFlags,
    remapping: WriteFlags,
    written: TableFlags,
) -> None:
    """Show what is in a checkpoint, whether it fits a network, why not, and how to load it.

    Nothing in the file is executed. Exits with 1 where the weights do not fit, 2 on an error.

    Examples:
        resnet-inspect weights model.pth
        resnet-inspect weights model.pth my.py:Net --arg num_classes=10
        resnet-inspect weights model.pth resnet50 --write renamed.safetensors
    """
    from resnet_inspect import api  # noqa: PLC0415 - `--help` needs none of it

    found = api.weighed(file, target, build.options)
    if written.kind is TableFormat.JSON:
        write(f"{json.dumps(found.to_dict(), ensure_ascii=False, indent=1)}\n", written.output)
    else:
        painted = written.kind is TableFormat.RICH
        write(_text(found, written), written.output, painted=painted)
    remapping.write(found)
    raise typer.Exit(DOES_NOT_FIT if found.fit is not None and not found.fits else FITS)


def _text(found: "WeightsReport", written: TableFlags) -> str:
    from resnet_inspect.render.weights.facts import weights_table  # noqa: PLC0415 - see above

    text = written.text(weights_table(found))
    if not found.fits:
        return text
    if written.kind is TableFormat.MARKDOWN:
        return f"{text}\n```python\n{found.code}\n```\n"
    return (
        f"{text}\n{found.code}\n" if written.kind in {TableFormat.RICH, TableFormat.PLAIN} else text
    )

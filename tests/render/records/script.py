"""What a user writes; `make lint` checks it with mypy --strict, and a test runs it."""

import sys

import resnet_inspect

report = resnet_inspect.inspect("resnet18", 64)
macs: int = report.totals.macs
worst = max((layer for layer in report.layers if layer.leaf), key=lambda layer: layer.macs)
shape: tuple[int, ...] = worst.output_shapes[0]
kinds: list[str] = [residual.kind for residual in report.residuals]
blocks: dict[str, int] = {stage.name: stage.blocks for stage in report.stages}
rows = [layer.to_dict() for layer in report.layers]
works: bool = report.sizes.outcome(H=96, W=128).works
sys.stdout.write(f"{macs} {worst.path} {shape} {kinds} {blocks} {rows[0]['name']} {works}\n")

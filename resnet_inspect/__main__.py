"""``python -m resnet_inspect`` is ``resnet-inspect``."""

from resnet_inspect.cli.main import run

run()

"""A module in the way of Lightning: what the constructor keeps is read as hyperparameters."""
# input: 3x64x64
# target: Net

import inspect
from types import SimpleNamespace

from torch import Tensor, nn


class LightningModule(nn.Module):
    """Keeps the arguments of the constructor that calls it."""

    def save_hyperparameters(self) -> None:
        frame = inspect.currentframe().f_back
        names = list(inspect.signature(type(self).__init__).parameters)[1:]
        self.hparams = SimpleNamespace(**{name: frame.f_locals[name] for name in names})


class Net(LightningModule):
    def __init__(self, width=16, classes=10, learning_rate=0.1):
        super().__init__()
        self.save_hyperparameters()
        self.conv = nn.Conv2d(3, self.hparams.width, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(self.hparams.width)
        self.head = nn.Linear(self.hparams.width, self.hparams.classes)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.norm(self.conv(x)).relu().mean((2, 3)))

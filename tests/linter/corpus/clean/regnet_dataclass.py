"""RegNetY-like network configured by a dataclass: group convolutions and SE with a hidden width."""
# input: 3x64x64
# target: build
from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class StageConfig:
    width: int
    depth: int
    stride: int = 2


@dataclass(frozen=True)
class RegNetConfig:
    stem_width: int = 32
    group_width: int = 16
    se_ratio: float = 0.25
    num_classes: int = 1000
    stages: tuple[StageConfig, ...] = (
        StageConfig(48, 1),
        StageConfig(96, 2),
        StageConfig(192, 1),
    )


class SE(nn.Module):
    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.gate = nn.Sequential(
            nn.Conv2d(width, hidden, 1), nn.ReLU(), nn.Conv2d(hidden, width, 1), nn.Sigmoid()
        )

    def forward(self, x: Tensor) -> Tensor:
        return x * self.gate(self.pool(x))


class YBlock(nn.Module):
    def __init__(self, w_in: int, w_out: int, stride: int, cfg: RegNetConfig) -> None:
        super().__init__()
        self.a = nn.Conv2d(w_in, w_out, 1, bias=False)
        self.a_bn = nn.BatchNorm2d(w_out)
        self.b = nn.Conv2d(w_out, w_out, 3, stride, 1, groups=w_out // cfg.group_width, bias=False)
        self.b_bn = nn.BatchNorm2d(w_out)
        self.se = SE(w_out, round(w_in * cfg.se_ratio))
        self.c = nn.Conv2d(w_out, w_out, 1, bias=False)
        self.c_bn = nn.BatchNorm2d(w_out)
        self.proj: nn.Sequential | None = None
        if w_in != w_out or stride != 1:
            self.proj = nn.Sequential(
                nn.Conv2d(w_in, w_out, 1, stride, bias=False), nn.BatchNorm2d(w_out)
            )

    def forward(self, x: Tensor) -> Tensor:
        y = self.a_bn(self.a(x)).relu()
        y = self.b_bn(self.b(y)).relu()
        y = self.c_bn(self.c(self.se(y)))
        shortcut = x if self.proj is None else self.proj(x)
        return (y + shortcut).relu()


class RegNet(nn.Module):
    def __init__(self, cfg: RegNetConfig) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, cfg.stem_width, 3, 2, 1, bias=False)
        self.stem_bn = nn.BatchNorm2d(cfg.stem_width)
        width = cfg.stem_width
        self.stages = nn.ModuleList()
        for stage in cfg.stages:
            blocks: list[nn.Module] = []
            for i in range(stage.depth):
                blocks.append(YBlock(width, stage.width, stage.stride if i == 0 else 1, cfg))
                width = stage.width
            self.stages.append(nn.Sequential(*blocks))
        self.head = nn.Linear(width, cfg.num_classes)

    def forward(self, x: Tensor) -> Tensor:
        x = self.stem_bn(self.stem(x)).relu()
        for stage in self.stages:
            x = stage(x)
        return self.head(torch.mean(x, dim=(-2, -1)))


def build() -> RegNet:
    return RegNet(RegNetConfig())

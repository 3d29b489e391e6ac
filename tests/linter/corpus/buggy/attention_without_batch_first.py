"""Residual encoder whose map is read by a transformer-style layer, for handwriting."""
# input: 1x32x64
# target: WritingNet
import torch
import torch.nn as nn


class Down(nn.Module):
    def __init__(self, cin: int, cout: int) -> None:
        super().__init__()
        self.main = nn.Sequential(
            nn.Conv2d(cin, cout, 3, 2, 1, bias=False), nn.GroupNorm(8, cout), nn.SiLU(),
            nn.Conv2d(cout, cout, 3, 1, 1, bias=False), nn.GroupNorm(8, cout))
        self.side = nn.Conv2d(cin, cout, 1, 2, bias=False)
        self.act = nn.SiLU()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.act(self.main(x) + self.side(x))


class WritingNet(nn.Module):
    def __init__(self, letters: int = 80) -> None:
        super().__init__()
        self.enc = nn.Sequential(Down(1, 32), Down(32, 64))
        self.look = nn.MultiheadAttention(64, 4)  # expect: RES312 attention-over-batch
        self.scale = torch.ones(64)  # expect: RES512 plain-tensor
        self.out = nn.Linear(64, letters)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        seq = self.enc(x).flatten(2).permute(0, 2, 1)
        seen, _ = self.look(seq, seq, seq, need_weights=False)
        return self.out(self.scale * seen)

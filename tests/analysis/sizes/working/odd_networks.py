"""Networks that compute with shapes in ways that ResNets do not, for the tests of sizes."""

import torch
from torch import Tensor, nn
from torch.nn import functional


class Sound(nn.Module):
    """1-D, pooled over whatever length is left."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv1d(1, 16, 80, 16)
        self.fc = nn.Linear(16, 5)

    def forward(self, x: Tensor) -> Tensor:
        """Classify a waveform ``(N, 1, L)``."""
        x = functional.max_pool1d(self.conv(x), 4)
        x = functional.avg_pool1d(x, x.shape[-1])
        return self.fc(x.permute(0, 2, 1)).squeeze(1)


class Volume(nn.Module):
    """3-D, with an upsampling that does not always come back to the size it started from."""

    def __init__(self) -> None:
        super().__init__()
        self.down = nn.Conv3d(1, 8, 3, 2, 1)
        self.further = nn.Conv3d(8, 8, 3, 2, 1)
        self.up = nn.ConvTranspose3d(8, 8, 2, 2)

    def forward(self, x: Tensor) -> Tensor:
        """Add two resolutions."""
        x = self.down(x)
        return x + self.up(self.further(x))


class Cropped(nn.Module):
    """A U-Net's join: the larger map is cropped to the smaller one."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(3, 8, 3)
        self.second = nn.Conv2d(8, 16, 3)
        self.up = nn.ConvTranspose2d(16, 8, 2, 2)

    def forward(self, x: Tensor) -> Tensor:
        """Concatenate two resolutions."""
        a = self.first(x)
        b = self.up(self.second(functional.max_pool2d(a, 2)))
        top, left = (a.size(2) - b.size(2)) // 2, (a.size(3) - b.size(3)) // 2
        cropped = a[:, :, top : top + b.size(2), left : left + b.size(3)]
        return torch.cat([cropped, b], 1)


class Windowed(nn.Module):
    """Attention within windows of 7×7."""

    def __init__(self) -> None:
        super().__init__()
        self.patches = nn.Conv2d(3, 24, 4, 4)
        self.attend = nn.Linear(24, 72)

    def forward(self, x: Tensor) -> Tensor:
        """Take the map apart and put it together again."""
        x = self.patches(x)
        n, c, h, w = x.shape
        x = x.view(n, c, h // 7, 7, w // 7, 7).permute(0, 2, 4, 3, 5, 1).reshape(-1, 49, c)
        q, k, v = self.attend(x).chunk(3, -1)
        x = functional.softmax(q @ k.transpose(-2, -1), -1) @ v
        x = x.view(n, h // 7, w // 7, 7, 7, c).permute(0, 5, 1, 3, 2, 4).contiguous()
        return functional.interpolate(x.view(n, c, h, w), scale_factor=2, mode="bilinear")


class Located(nn.Module):
    """Coordinates as channels, and a position embedding that is interpolated."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(4, 8, 3, padding="same")
        self.places = nn.Parameter(torch.zeros(1, 8, 16, 16))

    def forward(self, x: Tensor) -> Tensor:
        """Add what depends on the place alone."""
        n, _, h, w = x.shape
        rows = torch.linspace(-1, 1, h).view(1, 1, h, 1).expand(n, 1, h, w)
        return self.conv(torch.cat([x, rows], 1)) + functional.interpolate(self.places, (h, w))


class Halved(nn.Module):
    """Every second pixel to the channels and back."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(12, 8, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Join four shifted halves."""
        parts = [x[..., top::2, left::2] for top in (0, 1) for left in (0, 1)]
        return functional.pixel_shuffle(self.conv(torch.cat(parts, 1)), 2)


class Gated(nn.Module):
    """Squeeze-and-excitation written out, and a classifier for one size."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 7, 2, 3)
        self.gate = nn.Linear(16, 16)
        self.fc = nn.Linear(16 * 4 * 4, 10)

    def forward(self, x: Tensor) -> Tensor:
        """Weight the channels, then pool by a window that depends on the size."""
        x = self.conv(x)
        n, c, _, _ = x.size()
        pooled = functional.avg_pool2d(x, x.size()[2:]).view(n, c)
        x = x * self.gate(pooled).view(n, c, 1, 1).expand_as(x)
        side = x.size(2) // 4
        return self.fc(functional.avg_pool2d(x, side, side).view(n, -1))


class Deciding(nn.Module):
    """Refuses sizes that 8 does not divide, and halves what is large."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, 2, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Decide by the size."""
        assert x.shape[-1] % 8 == 0
        if x.shape[2] > 128:
            x = functional.avg_pool2d(x, 2)
        return self.conv(x)


class Counted(nn.Module):
    """Positions counted in every way that torch has, and a mask of what is no padding."""

    def forward(self, x: Tensor) -> Tensor:
        """Add them to the map."""
        n, _, h, w = x.shape
        rows = torch.arange(1, h + 1).float() + torch.arange(0, 2 * h, 2)
        columns = torch.linspace(-1, 1, steps=w) + torch.arange(w - 1, -1, -1)
        vertical, _ = torch.meshgrid(rows, columns, indexing="ij")
        across, _ = torch.meshgrid(columns, rows, indexing="xy")
        every_third = torch.arange(1, w + 1, step=3)
        seen = (~torch.zeros(n, h, w).bool()).cumsum(1)
        whole = x + vertical + across + seen.unsqueeze(1)
        return torch.cat([whole, whole[..., : every_third.shape[0]]], 3)


class Grouped(nn.Module):
    """Attention between groups of four pixels, whose number is left to the view."""

    def forward(self, x: Tensor) -> Tensor:
        """Weigh each group by all others."""
        n = x.shape[0]
        groups = x.reshape(n, 2, -1, 4)
        return (groups @ groups.transpose(2, 3)).softmax(-1) @ groups


class Branching(nn.Module):
    """Takes tall and wide maps apart, so that four traces tell of all sizes."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, 2, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Decide by each side."""
        if x.shape[2] > 300:
            x = functional.avg_pool2d(x, (2, 1))
        if x.shape[3] > 300:
            x = functional.avg_pool2d(x, (1, 2))
        return self.conv(x)


EXAMPLES: dict[type[nn.Module], tuple[int, ...]] = {
    Sound: (2, 1, 1600), Volume: (1, 1, 32, 32, 32), Cropped: (1, 3, 64, 64),
    Windowed: (2, 3, 56, 84), Located: (1, 3, 32, 32), Halved: (1, 3, 32, 32),
    Gated: (2, 3, 64, 64), Deciding: (1, 3, 64, 64),
    Counted: (2, 3, 20, 30), Grouped: (2, 4, 16, 24),
}  # fmt: skip
"""Each network with the shape at which it is traced."""

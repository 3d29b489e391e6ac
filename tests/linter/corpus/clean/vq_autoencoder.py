"""A quantized autoencoder: straight-through gradient, commitment loss, decoders of two depths."""
# input: 3x32x32
# target: Autoencoder
import torch
from torch import nn
from torch.nn import functional as F


class Codes(nn.Module):
    def __init__(self, dim, n):
        super().__init__()
        self.dim = dim
        self.register_buffer("table", torch.randn(n, dim))

    def forward(self, z):
        flat = z.reshape(-1, self.dim)
        nearest = torch.cdist(flat, self.table).argmin(1)
        q = F.embedding(nearest, self.table).view(z.shape)
        loss = (q.detach() - z).pow(2).mean()
        q = z + (q - z).detach()
        return q, loss


class Res(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.body = nn.Sequential(nn.ReLU(), nn.Conv2d(c, c, 3, padding=1), nn.ReLU(), nn.Conv2d(c, c, 1))

    def forward(self, x):
        return x + self.body(x)


class Decoder(nn.Module):
    def __init__(self, c, out, stride):
        super().__init__()
        parts = [nn.Conv2d(c, c, 3, padding=1), Res(c), nn.ReLU()]
        if stride == 4:
            parts += [nn.ConvTranspose2d(c, c // 2, 4, stride=2, padding=1), nn.ReLU(),
                      nn.ConvTranspose2d(c // 2, out, 4, stride=2, padding=1)]
        elif stride == 2:
            parts += [nn.ConvTranspose2d(c, out, 4, stride=2, padding=1)]
        self.parts = nn.Sequential(*parts)

    def forward(self, x):
        return self.parts(x)


class Autoencoder(nn.Module):
    def __init__(self, c=16):
        super().__init__()
        self.encoder = nn.Sequential(nn.Conv2d(3, c, 4, 2, 1), nn.ReLU(), nn.Conv2d(c, c, 4, 2, 1), Res(c))
        self.codes = Codes(c, 32)
        self.decoder = Decoder(c, 3, stride=4)

    def forward(self, x):
        z = self.encoder(x).permute(0, 2, 3, 1)
        q, loss = self.codes(z)
        return self.decoder(q.permute(0, 3, 1, 2)), loss

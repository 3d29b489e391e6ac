"""Convolutional VAE with residual encoder and decoder; the latent is sampled in training."""
# input: 3x32x32
# target: ResVAE
# fixed-size: a 4x4 map is flattened for the latent of an auto-encoder
import torch
from torch import Tensor, nn


class ResDown(nn.Module):
    def __init__(self, i: int, o: int) -> None:
        super().__init__()
        self.main = nn.Sequential(
            nn.Conv2d(i, o, 4, 2, 1, bias=False), nn.BatchNorm2d(o), nn.ELU(),
            nn.Conv2d(o, o, 3, 1, 1, bias=False), nn.BatchNorm2d(o))
        self.side = nn.Sequential(nn.AvgPool2d(2), nn.Conv2d(i, o, 1, bias=False))
        self.act = nn.ELU()

    def forward(self, x: Tensor) -> Tensor:
        return self.act(self.main(x) + self.side(x))


class ResUp(nn.Module):
    def __init__(self, i: int, o: int) -> None:
        super().__init__()
        self.up = nn.Upsample(scale_factor=2, mode="nearest")
        self.main = nn.Sequential(
            nn.Conv2d(i, o, 3, 1, 1, bias=False), nn.BatchNorm2d(o), nn.ELU(),
            nn.Conv2d(o, o, 3, 1, 1, bias=False), nn.BatchNorm2d(o))
        self.side = nn.Conv2d(i, o, 1, bias=False)
        self.act = nn.ELU()

    def forward(self, x: Tensor) -> Tensor:
        x = self.up(x)
        return self.act(self.main(x) + self.side(x))


class ResVAE(nn.Module):
    def __init__(self, latent: int = 64) -> None:
        super().__init__()
        self.encoder = nn.Sequential(ResDown(3, 32), ResDown(32, 64), ResDown(64, 128))
        self.to_mu = nn.Linear(128 * 4 * 4, latent)
        self.to_logvar = nn.Linear(128 * 4 * 4, latent)
        self.from_latent = nn.Linear(latent, 128 * 4 * 4)
        self.decoder = nn.Sequential(ResUp(128, 64), ResUp(64, 32), ResUp(32, 32), nn.Conv2d(32, 3, 3, 1, 1), nn.Sigmoid())

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        h = self.encoder(x).flatten(1)
        mu, logvar = self.to_mu(h), self.to_logvar(h)
        z = mu
        if self.training:
            z = mu + torch.exp(0.5 * logvar) * torch.randn_like(mu)
        h = self.from_latent(z).view(-1, 128, 4, 4)
        return self.decoder(h), mu, logvar

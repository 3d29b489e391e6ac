"""SE-Netz fuer Hautbilder"""
# input: 3x64x64
# target: HautNetz
import torch
import torch.nn as nn


class Gewicht(nn.Module):
    def __init__(self, kanaele, teiler=8):
        super().__init__()
        self.weg = nn.Sequential(
            nn.AdaptiveAvgPool2d(1), nn.Conv2d(kanaele, kanaele // teiler, 1), nn.ReLU(),
            nn.Conv2d(kanaele // teiler, kanaele, 1), nn.Sigmoid())

    def forward(self, x):
        return self.weg(x).expand_as(x)  # expect: RES215 gate-not-applied


class Baustein(nn.Module):
    def __init__(self, rein, raus, schritt=1):
        super().__init__()
        self.f1 = nn.Conv2d(rein, raus, 3, schritt, 1, bias=False)
        self.n1 = nn.BatchNorm2d(raus)
        self.f2 = nn.Conv2d(raus, raus, 3, 1, 1, bias=False)
        self.n2 = nn.BatchNorm2d(raus)
        self.gewicht = Gewicht(raus)
        self.kurz = nn.Identity() if rein == raus and schritt == 1 else nn.Sequential(
            nn.Conv2d(rein, raus, 1, schritt, bias=False), nn.BatchNorm2d(raus))

    def forward(self, x):
        y = torch.relu(self.n1(self.f1(x)))
        y = self.gewicht(self.n2(self.f2(y)))
        return torch.relu(y + self.kurz(x))


class HautNetz(nn.Module):
    def __init__(self, klassen=7):
        super().__init__()
        self.anfang = nn.Sequential(nn.Conv2d(3, 32, 3, 2, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU())
        self.mitte = nn.Sequential(Baustein(32, 32), Baustein(32, 64, 2), Baustein(64, 64))
        self.ende = nn.Linear(64, klassen)

    def forward(self, x):
        return self.ende(self.mitte(self.anfang(x)).mean((2, 3)))

"""notebook cell 14: quick residual baseline for galaxy images"""
# input: 3x64x64
# target: Galaxy
import torch, torch.nn as nn, torch.nn.functional as F


class R(nn.Module):
    def __init__(s, c):
        super().__init__()
        s.a = nn.Conv2d(c, c, 3, padding=1, bias=False); s.na = nn.BatchNorm2d(c)
        s.b = nn.Conv2d(c, c, 3, padding=1, bias=False); s.nb = nn.BatchNorm2d(c)

    def forward(s, x):
        return F.relu(s.nb(s.b(F.relu(s.na(s.a(x))))) + x)


class Galaxy(nn.Module):
    def __init__(s, n=10):
        super().__init__()
        s.stem = nn.Sequential(nn.Conv2d(3, 32, 3, 2, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU(), R(32), R(32))
        s.fc = nn.Linear(32, n)

    def forward(s, x):
        x /= 255.0  # expect: RES403 input-changed-in-place
        x = s.stem(x).mean((2, 3))
        x = nn.Dropout(0.3)(x)  # expect: RES511 module-made-in-forward
        return s.fc(x)

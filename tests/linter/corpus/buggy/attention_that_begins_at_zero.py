"""A GAN critic whose self-attention forgets to add its input."""
# input: 3x64x64
# target: Discriminator
import torch
import torch.nn as nn


class SelfAttn(nn.Module):
    def __init__(self, in_dim):
        super().__init__()
        self.query_conv = nn.Conv2d(in_dim, in_dim // 8, 1)
        self.key_conv = nn.Conv2d(in_dim, in_dim // 8, 1)
        self.value_conv = nn.Conv2d(in_dim, in_dim, 1)
        self.gamma = nn.Parameter(torch.zeros(1))
        self.softmax = nn.Softmax(dim=-1)

    def forward(self, x):
        B, C, W, H = x.size()
        q = self.query_conv(x).view(B, -1, W * H).permute(0, 2, 1)
        k = self.key_conv(x).view(B, -1, W * H)
        attention = self.softmax(torch.bmm(q, k))
        v = self.value_conv(x).view(B, -1, W * H)
        out = torch.bmm(v, attention.permute(0, 2, 1)).view(B, C, W, H)
        out = self.gamma * out  # expect: RES218 scaled-to-zero
        return out


class DBlock(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.main = nn.Sequential(nn.LeakyReLU(0.2), nn.Conv2d(i, o, 3, 1, 1), nn.LeakyReLU(0.2), nn.Conv2d(o, o, 3, 1, 1), nn.AvgPool2d(2))
        self.side = nn.Sequential(nn.Conv2d(i, o, 1), nn.AvgPool2d(2))

    def forward(self, x):
        return self.main(x) + self.side(x)


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.b1 = DBlock(3, 32)
        self.attn = SelfAttn(32)
        self.b2 = DBlock(32, 64)
        self.b3 = DBlock(64, 128)
        self.fc = nn.Linear(128, 1)

    def forward(self, x):
        h = self.b3(self.b2(self.attn(self.b1(x))))
        return self.fc(torch.relu(h).sum((2, 3)))

"""Teaching ResNet: the residual is prepared in the block, the sum was lost in an edit."""
# input: 3x64x64
# target: build
import torch
import torch.nn as nn


class TeachBlock(nn.Module):
    def __init__(self, n_in, n_out, stride=1, adapt=None):
        super(TeachBlock, self).__init__()
        self.layer_a = nn.Sequential(
            nn.Conv2d(n_in, n_out, kernel_size=3, stride=stride, padding=1, bias=False),
            nn.BatchNorm2d(n_out),
            nn.ReLU())
        self.layer_b = nn.Sequential(
            nn.Conv2d(n_out, n_out, kernel_size=3, padding=1, bias=False),
            nn.BatchNorm2d(n_out))
        self.adapt = adapt
        self.relu = nn.ReLU()

    def forward(self, x):
        residual = x  # expect-also: RES204
        if self.adapt:
            residual = self.adapt(x)  # expect: RES204 unused-shortcut
        out = self.layer_b(self.layer_a(x))
        out = self.relu(out)  # expect-also: RES204
        return out  # allow: RES205


class TeachNet(nn.Module):
    def __init__(self, block, counts, num_classes=10):
        super(TeachNet, self).__init__()
        self.width = 64
        self.begin = nn.Sequential(
            nn.Conv2d(3, 64, kernel_size=7, stride=2, padding=3, bias=False),
            nn.BatchNorm2d(64),
            nn.ReLU(),
            nn.MaxPool2d(kernel_size=3, stride=2, padding=1))
        self.stage0 = self.stage(block, 64, counts[0], stride=1)
        self.stage1 = self.stage(block, 128, counts[1], stride=2)
        self.stage2 = self.stage(block, 256, counts[2], stride=2)
        self.end = nn.Linear(256, num_classes)

    def stage(self, block, n_out, count, stride):
        adapt = None
        if stride != 1 or self.width != n_out:
            adapt = nn.Sequential(
                nn.Conv2d(self.width, n_out, kernel_size=1, stride=stride, bias=False), nn.BatchNorm2d(n_out))
        blocks = []
        for k in range(count):
            blocks.append(block(n_out, n_out) if k else block(self.width, n_out, stride, adapt))
        self.width = n_out
        return nn.Sequential(*blocks)

    def forward(self, x):
        x = self.begin(x)
        x = self.stage0(x)
        x = self.stage1(x)
        x = self.stage2(x)
        x = x.mean(dim=(2, 3))
        return self.end(x)


def build():
    return TeachNet(TeachBlock, [2, 2, 2])


if __name__ == "__main__":
    net = build()
    print(net(torch.rand(2, 3, 64, 64)).shape)

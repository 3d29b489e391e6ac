"""CBAM whose spatial attention forgets the sigmoid."""
# input: 3x96x96
# target: Net
import torch
import torch.nn as nn
import torch.nn.functional as F


class SAM(nn.Module):
    def __init__(self, bias=False):
        super(SAM, self).__init__()
        self.conv = nn.Conv2d(in_channels=2, out_channels=1, kernel_size=7, stride=1, padding=3, bias=bias)

    def forward(self, x):
        max = torch.max(x, 1)[0].unsqueeze(1)
        avg = torch.mean(x, 1).unsqueeze(1)
        concat = torch.cat((max, avg), dim=1)
        output = self.conv(concat)
        output = output * x  # expect: RES217 gate-without-sigmoid
        return output


class CAM(nn.Module):
    def __init__(self, channels, r):
        super(CAM, self).__init__()
        self.linear = nn.Sequential(nn.Linear(channels, channels // r), nn.ReLU(inplace=True), nn.Linear(channels // r, channels))

    def forward(self, x):
        b, c, _, _ = x.size()
        linear_max = self.linear(F.adaptive_max_pool2d(x, 1).view(b, c)).view(b, c, 1, 1)
        linear_avg = self.linear(F.adaptive_avg_pool2d(x, 1).view(b, c)).view(b, c, 1, 1)
        return torch.sigmoid(linear_max + linear_avg) * x


class CBAM(nn.Module):
    def __init__(self, channels, r=8):
        super(CBAM, self).__init__()
        self.sam = SAM()
        self.cam = CAM(channels, r)

    def forward(self, x):
        return self.sam(self.cam(x)) + x


class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.conv1 = nn.Sequential(nn.Conv2d(3, 64, 3, 2, 1, bias=False), nn.BatchNorm2d(64), nn.ReLU())
        self.att1 = CBAM(64)
        self.conv2 = nn.Sequential(nn.Conv2d(64, 128, 3, 2, 1, bias=False), nn.BatchNorm2d(128), nn.ReLU())
        self.att2 = CBAM(128)
        self.out = nn.Linear(128, 5)

    def forward(self, x):
        x = self.att1(self.conv1(x))
        x = self.att2(self.conv2(x))
        return self.out(x.mean((-2, -1)))

"""Two streams that meet late: colour and depth."""
# input: 3x64x64, 3x64x64
# target: TwoStreams
import torch
import torch.nn as nn
import torch.nn.functional as F


def unit(cin, cout, stride=2):
    return nn.Sequential(nn.Conv2d(cin, cout, 3, stride, 1, bias=False), nn.BatchNorm2d(cout), nn.ReLU(inplace=True))


class TwoStreams(nn.Module):
    def __init__(self, rgb_width=32, depth_width=32, classes=12):
        super().__init__()
        self.rgb_stem = unit(3, rgb_width)
        self.depth_stem = unit(3, depth_width)
        self.rgb_body = unit(rgb_width, rgb_width)
        self.depth_body = unit(depth_width, depth_width)
        self.rgb_gate = nn.Linear(rgb_width, rgb_width)
        self.depth_gate = nn.Linear(depth_width, depth_width)
        self.fc = nn.Linear(rgb_width + depth_width, classes)

    def forward(self, rgb, depth):
        f_rgb = self.rgb_body(self.rgb_stem(rgb))
        f_depth = self.depth_body(self.depth_stem(depth))
        v_rgb = f_rgb.mean((2, 3))
        v_depth = f_depth.mean((2, 3))
        w_rgb = torch.sigmoid(self.rgb_gate(v_rgb))
        w_depth = torch.sigmoid(self.depth_gate(v_rgb))  # expect: RES542 copied-line
        return self.fc(torch.cat([v_rgb * w_rgb, v_depth * w_depth], 1))

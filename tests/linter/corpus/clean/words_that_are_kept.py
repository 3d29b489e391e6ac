"""Names, comments, defaults and shapes that are true, in a network that could be taken for a careless one."""
# input: 3x128x128
# target: Careful
import torch
import torch.nn as nn
import torch.nn.functional as F


class Careful(nn.Module):
    """A small two-headed network.

    Args:
        width (int): Channels of the stem. Default: 32
        rates: Dilation of each unit, (1, 2, 4) by default.
        drop (float): Dropout, off unless it is given. Default: 0.0
    """

    history = []  # what callers compare with; never changed here

    def __init__(self, width=32, rates=(1, 2, 4), drop=0.0):
        super().__init__()
        self.stem_conv = nn.Conv2d(3, width, 7, stride=2, padding=3)  # 64x64
        self.dilated1 = nn.Conv2d(width, width, 3, padding=1)
        self.dilated2 = nn.Conv2d(width, width, 3, padding=rates[1], dilation=rates[1])  # dilation 2
        self.dilated3 = nn.Conv2d(width, width, 3, padding=4, dilation=4)  # not 3x3 conv with dilation 3
        self.conv3x3_reduce = nn.Conv2d(width, width // 2, 1)
        self.conv3x3 = nn.Conv2d(width // 2, width, 3, padding=1)
        self.squeeze = nn.Conv2d(width, width // 4, 1)
        self.expand = nn.Conv2d(width // 4, width, 1)
        self.dropout = nn.Dropout(drop)
        self.key_head = nn.Linear(width, 16)
        self.value_head = nn.Linear(width, 16)
        self._reset()

    def _reset(self):
        nn.init.zeros_(self.key_head.bias)

    def forward(self, x, features=None):
        """Look up.

        Returns:
            Two tensors of shape (B, 16).
        """
        features = [] if features is None else features
        x = F.relu(self.stem_conv(x))  # (B, C, H/2, W/2)
        for layer in (self.dilated1, self.dilated2, self.dilated3):
            x = x + F.relu(layer(x))
            features.append(x)
        x = F.relu(self.conv3x3(F.relu(self.conv3x3_reduce(x))))  # N x 32 x 64 x 64
        x = x * torch.sigmoid(self.expand(F.relu(self.squeeze(x.mean((2, 3), keepdim=True)))))
        pooled = self.dropout(x.mean((2, 3)))  # (B, C)
        key = self.key_head(pooled)
        value = self.value_head(pooled)
        return key, value

"""IMPALA-like residual network for a pixel-based agent, with action logits and a value."""
# input: 3x64x64
# target: AgentNet
from torch import nn
from torch.nn import functional as F


class Refine(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.one = nn.Conv2d(c, c, 3, padding=1)
        self.two = nn.Conv2d(c, c, 3, padding=1)

    def forward(self, x):
        return x + self.two(F.relu(self.one(F.relu(x))))


class Section(nn.Sequential):
    def __init__(self, cin, cout):
        super().__init__(
            nn.Conv2d(cin, cout, 3, padding=1), nn.MaxPool2d(3, 2, padding=1), Refine(cout), Refine(cout))


class AgentNet(nn.Module):
    def __init__(self, actions=15, widths=(16, 32, 32), hidden=256):
        super().__init__()
        self.sections = nn.ModuleList(Section(a, b) for a, b in zip((3, *widths[:-1]), widths))
        self.hidden = nn.Linear(widths[-1], hidden)
        self.policy = nn.Linear(hidden, actions)
        self.value = nn.Linear(hidden, 1)

    def forward(self, observation):
        h = observation / 255.0
        for section in self.sections:
            h = section(h)
        h = F.relu(h).amax(dim=(2, 3))
        h = F.relu(self.hidden(h))
        return self.policy(h), self.value(h).squeeze(1)

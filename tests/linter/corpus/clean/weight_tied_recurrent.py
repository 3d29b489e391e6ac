"""A network that thinks longer: one residual block is applied again and again, its weights shared by intent."""
# input: 3x32x32
# target: Thinker
import torch
from torch import nn


class Thought(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.look = nn.Conv2d(width + 3, width, 3, padding=1, bias=False)
        self.turn = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.settle = nn.Conv2d(width, width, 3, padding=1, bias=False)

    def forward(self, state, image):
        # the image is seen again at each step
        state = torch.relu(self.look(torch.cat([state, image], dim=1)))
        change = self.settle(torch.relu(self.turn(state)))
        return torch.relu(state + change)


class Thinker(nn.Module):
    """Returns the answer after each step: (batch, steps, 2, height, width)."""

    def __init__(self, width=64, steps=4):
        super().__init__()
        self.steps = steps
        self.begin = nn.Sequential(nn.Conv2d(3, width, 3, padding=1, bias=False), nn.ReLU())
        self.think = Thought(width)
        self.tell = nn.Sequential(
            nn.Conv2d(width, width // 2, 3, padding=1), nn.ReLU(), nn.Conv2d(width // 2, 2, 1))

    def forward(self, image):
        state, answers = self.begin(image), []
        for _ in range(self.steps):
            state = self.think(state, image)
            answers.append(self.tell(state))
        return torch.stack(answers, dim=1)

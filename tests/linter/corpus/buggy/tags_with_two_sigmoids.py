"""Multi-label tags: probabilities are computed, and then the loss with logits is taken."""
# input: 3x64x64
# target: TagNet
import torch
import torch.nn as nn
import torch.nn.functional as F


class Block(nn.Module):
    def __init__(self, cin, cout, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, cout, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(cout)
        self.conv2 = nn.Conv2d(cout, cout, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(cout)
        self.skip = nn.Sequential()
        if stride != 1 or cin != cout:
            self.skip = nn.Sequential(nn.Conv2d(cin, cout, 1, stride, bias=False), nn.BatchNorm2d(cout))

    def forward(self, x):
        h = F.relu(self.bn1(self.conv1(x)))
        h = self.bn2(self.conv2(h))
        return F.relu(h + self.skip(x))


class TagNet(nn.Module):
    def __init__(self, tags=20):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU(True))
        self.body = nn.Sequential(Block(16, 32, 2), Block(32, 64, 2))
        self.head = nn.Linear(64, tags)

    def forward(self, x):
        x = self.body(self.stem(x))
        return self.head(x.mean(dim=(2, 3)))

    def training_step(self, batch, batch_idx):
        images, tags = batch
        probs = torch.sigmoid(self(images))  # expect: RES605 loss-contradicts-output
        loss = F.binary_cross_entropy_with_logits(probs, tags)
        return loss


def distill(student, teacher, x, T=4.0):
    with torch.no_grad():
        soft = F.softmax(teacher(x) / T, dim=1)
    own = F.softmax(student(x) / T, dim=1)  # expect: RES605 loss-contradicts-output
    return F.kl_div(own, soft, reduction='batchmean') * T * T

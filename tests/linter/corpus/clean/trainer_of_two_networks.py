"""Fine-tuning and distillation as they should be: frozen trunk, copied teacher, one head trained."""
# input: 3x64x64
# target: TagNet
import copy

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
    """Tags photographs; the trunk was trained on the 1000 classes of ImageNet."""

    def __init__(self, tags=20):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU(True))
        self.body = nn.Sequential(Block(16, 32, 2), Block(32, 64, 2))
        self.head = nn.Linear(64, tags)
        for m in self.modules():
            if isinstance(m, (nn.Conv2d, nn.ConvTranspose2d)):
                nn.init.kaiming_normal_(m.weight)
            elif isinstance(m, (nn.BatchNorm1d, nn.BatchNorm2d)):
                nn.init.ones_(m.weight)
        for name, p in self.named_parameters():
            if name.startswith('stem') and name.endswith('running_mean'):
                p.requires_grad_(False)

    def forward(self, x):
        x = self.body(self.stem(x))
        return self.head(x.mean(dim=(2, 3)))


def probe(path):
    net = TagNet()
    net.load_state_dict(torch.load(path))
    for p in net.parameters():
        p.requires_grad = False
    net.head = nn.Linear(64, 5)
    return net, torch.optim.SGD(net.head.parameters(), lr=0.1)


def whole(path):
    net = TagNet()
    net.head = nn.Linear(64, 5)
    net.requires_grad_(False)
    net.head.requires_grad_(True)
    return net


def train(net, loader, epochs):
    teacher = copy.deepcopy(net).eval()
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    best = copy.deepcopy(net.state_dict())
    for _ in range(epochs):
        net.train()
        for images, tags in loader:
            logits = net(images)
            with torch.no_grad():
                soft = teacher(images).softmax(1)
            loss = F.binary_cross_entropy_with_logits(logits, tags)
            loss = loss + F.kl_div(F.log_softmax(logits, 1), soft, reduction='batchmean')
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        net.eval()
        probabilities = torch.sigmoid(net(images))
        print((probabilities > 0.5).float().mean())
    net.load_state_dict(best)
    return net

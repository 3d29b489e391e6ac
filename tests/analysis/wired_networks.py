"""Small whole networks, in the ways that people write them; most take (1, 3, 32, 32)."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - the name that all torch code gives it

from tests.analysis.wired import Net, conv, norm

WIDTHS = (16, 16, 32, 32, 64, 64)
STEPS = tuple(zip((16, *WIDTHS), WIDTHS, strict=False))
"""Source and target width of each block; the stride is 2 where they differ."""


def stride_of(source: int, target: int) -> int:
    return 1 if source == target else 2


class Block(nn.Module):
    """A basic block; ``spoilt`` forgets the stride on the shortcut."""

    def __init__(self, source: int, target: int, *, spoilt: bool = False) -> None:
        super().__init__()
        stride = stride_of(source, target)
        self.first = nn.Sequential(conv(source, target, 3, stride), norm(target), nn.ReLU())
        self.second = nn.Sequential(conv(target, target), norm(target))
        skip = conv(source, target, 1, 1 if spoilt else stride)
        self.skip = nn.Identity() if source == target else nn.Sequential(skip, norm(target))

    def forward(self, x: Tensor) -> Tensor:
        """Return the joined paths, activated."""
        return F.relu(self.second(self.first(x)) + self.skip(x))


def with_head(body: nn.Module, features: int = 64) -> nn.Sequential:
    return nn.Sequential(
        conv(3, 16), norm(16), nn.ReLU(), body,
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(features, 10),
    )  # fmt: skip


def flat_sequential() -> nn.Module:
    """All blocks in one Sequential, without stages."""
    return with_head(nn.Sequential(*(Block(*step) for step in STEPS)))


def nested_stages() -> nn.Module:
    """Stages as Sequentials, by names of the author's own."""
    body = nn.Sequential()
    for name, start in (("low", 0), ("mid", 2), ("high", 4)):
        blocks = (Block(*step) for step in STEPS[start : start + 2])
        body.add_module(name, nn.Sequential(*blocks))
    return with_head(body)


def spoilt() -> nn.Module:
    """The first strided shortcut keeps its size: the forward pass fails in the third block."""
    steps = [Block(*step, spoilt=position == 2) for position, step in enumerate(STEPS)]
    return with_head(nn.Sequential(*steps))


def one_forward() -> Net:
    """All blocks written out in one forward, post-activated."""

    def forward(net: Net, x: Tensor) -> Tensor:
        x = F.relu(net.stem(x))
        for layer in net.layers:
            out = layer["bn2"](layer["conv2"](F.relu(layer["bn1"](layer["conv1"](x)))))
            shortcut = layer["bn3"](layer["skip"](x)) if "skip" in layer else x
            x = F.relu(out + shortcut)
        return net.fc(x.mean((2, 3)))

    return Net(forward, stem=conv(3, 16), layers=_layers(), fc=nn.Linear(64, 10))


def one_forward_preactivated() -> Net:
    """All blocks written out in one forward, pre-activated."""

    def forward(net: Net, x: Tensor) -> Tensor:
        x = net.stem(x)
        for layer in net.layers:
            activated = F.relu(layer["bn0"](x))
            out = layer["conv2"](F.relu(layer["bn1"](layer["conv1"](activated))))
            x = (layer["skip"](activated) if "skip" in layer else x) + out
        return net.fc(F.relu(net.bn(x)).mean((2, 3)))

    return Net(forward, stem=conv(3, 16), layers=_layers(), bn=norm(64), fc=nn.Linear(64, 10))


def _layers() -> nn.ModuleList:
    layers = nn.ModuleList()
    for source, target in STEPS:
        layer = nn.ModuleDict({
            "bn0": norm(source), "conv1": conv(source, target, 3, stride_of(source, target)),
            "bn1": norm(target), "conv2": conv(target, target), "bn2": norm(target),
        })  # fmt: skip
        if source != target:
            layer["skip"], layer["bn3"] = conv(source, target, 1, 2), norm(target)
        layers.append(layer)
    return layers


class Residual(nn.Module):
    """Adds what a module returns to what it took."""

    def __init__(self, main: nn.Module, skip: nn.Module | None = None) -> None:
        super().__init__()
        self.main, self.skip = main, skip or nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        """Return the sum."""
        return self.main(x) + self.skip(x)


def wrapped() -> nn.Module:
    """``Sequential(Residual(main), ReLU)`` for each block."""
    blocks = []
    for source, target in STEPS:
        first = conv(source, target, 3, stride_of(source, target))
        main = nn.Sequential(first, norm(target), nn.ReLU(), conv(target, target), norm(target))
        skip = None if source == target else conv(source, target, 1, 2)
        blocks.append(nn.Sequential(Residual(main, skip), nn.ReLU()))
    return with_head(nn.Sequential(*blocks))


def siamese() -> Net:
    """One body, called on two images."""
    body = nn.Sequential(conv(3, 16), *(Block(*step) for step in STEPS))

    def forward(net: Net, one: Tensor, other: Tensor) -> Tensor:
        left, right = net.body(one).mean((2, 3)), net.body(other).mean((2, 3))
        return net.fc(torch.cat([left, right, (left - right).abs(), left * right], 1))

    return Net(forward, body=body, fc=nn.Linear(256, 1))


def recurrent() -> Net:
    """One block, called five times."""

    def forward(net: Net, x: Tensor) -> Tensor:
        x = net.stem(x)
        for _ in range(5):
            x = net.block(x)
        return x

    return Net(forward, stem=conv(3, 16), block=Block(16, 16))


def residual_groups() -> nn.Module:
    """Blocks with a gate, in groups with a skip, in a body with a skip (RCAN)."""

    def block() -> nn.Module:
        gate = nn.Sequential(
            nn.AdaptiveAvgPool2d(1), conv(8, 2, 1), nn.ReLU(), conv(2, 8, 1), nn.Sigmoid()
        )

        def forward(net: Net, x: Tensor) -> Tensor:
            out = net.conv2(F.relu(net.conv1(x)))
            return x + out * net.gate(out)

        return Net(forward, conv1=conv(8, 8), conv2=conv(8, 8), gate=gate)

    groups = [
        Residual(nn.Sequential(*(block() for _ in range(4)), conv(8, 8))) for _ in range(3)
    ]  # fmt: skip
    body = Residual(nn.Sequential(*groups, conv(8, 8)))
    return nn.Sequential(conv(3, 8), body, conv(8, 12), nn.PixelShuffle(2))


def dense_residual_blocks() -> nn.Module:
    """Dense blocks with a scaled skip, three in a residual (ESRGAN)."""

    def forward(net: Net, x: Tensor) -> Tensor:
        features = [x]
        for layer in net.layers[:-1]:
            features.append(F.leaky_relu(layer(torch.cat(features, 1))))
        return x + 0.2 * net.layers[-1](torch.cat(features, 1))

    def dense() -> nn.Module:
        return Net(forward, layers=nn.ModuleList([conv(8, 4), conv(12, 4), conv(16, 8)]))

    groups = [Residual(nn.Sequential(dense(), dense(), dense())) for _ in range(2)]
    return nn.Sequential(conv(3, 8), *groups, conv(8, 3))


def context_in_a_bottleneck() -> nn.Module:
    """Bottlenecks that add a global context to their main path (GCNet)."""

    def forward(net: Net, x: Tensor) -> Tensor:
        out = net.expand(F.relu(net.spatial(F.relu(net.reduce(x)))))
        weights = torch.softmax(net.look(out).flatten(2), -1)
        context = torch.matmul(out.flatten(2), weights.transpose(1, 2)).unsqueeze(-1)
        out = out + net.after(F.relu(net.before(context)))
        return F.relu(out + x)

    def block() -> nn.Module:
        layers = {"reduce": conv(8, 4, 1), "spatial": conv(4, 4), "expand": conv(4, 8, 1)}
        context = {"look": conv(8, 1, 1), "before": conv(8, 2, 1), "after": conv(2, 8, 1)}
        return Net(forward, **layers, **context)

    return nn.Sequential(conv(3, 8), block(), block())


def pyramid() -> Net:
    """Every block widens, by zeros on the shortcut (PyramidNet)."""
    widths = range(16, 88, 8)

    def forward(net: Net, x: Tensor) -> Tensor:
        x = net.stem(x)
        for first, second in zip(net.first, net.second, strict=True):
            out = second(F.relu(first(x)))
            shortcut = x if out.shape[2] == x.shape[2] else F.avg_pool2d(x, 2)
            x = out + F.pad(shortcut, (0, 0, 0, 0, 0, 8))
        return x

    first = [conv(c, c + 8, 3, 2 if number in (3, 6) else 1) for number, c in enumerate(widths)]
    second = [conv(c + 8, c + 8) for c in widths]
    lists = {"first": nn.ModuleList(first), "second": nn.ModuleList(second)}
    return Net(forward, stem=conv(3, 16), **lists)


def additive_unet() -> Net:
    """Residual blocks in an encoder and a decoder with additive skips (LinkNet)."""

    def forward(net: Net, x: Tensor) -> Tensor:
        one = net.blocks[0](net.stem(x))
        two = net.blocks[1](F.max_pool2d(one, 2))
        bottom = net.blocks[3](net.blocks[2](F.max_pool2d(two, 2)))
        up = net.blocks[4](F.interpolate(bottom, scale_factor=2) + two)
        return net.blocks[5](F.interpolate(up, scale_factor=2) + one)

    blocks = nn.ModuleList(Block(16, 16) for _ in range(6))
    return Net(forward, stem=conv(3, 16), blocks=blocks)


def unet() -> Net:
    """Concatenated skips; no residual block at all."""

    def forward(net: Net, x: Tensor) -> Tensor:
        one = F.relu(net.down1(x))
        two = F.relu(net.down2(F.max_pool2d(one, 2)))
        bottom = net.bottom(F.max_pool2d(two, 2))
        up = net.up2(torch.cat([F.interpolate(bottom, scale_factor=2), two], 1))
        return net.up1(torch.cat([F.interpolate(up, scale_factor=2), one], 1))

    layers = {"down1": conv(3, 8), "down2": conv(8, 16), "bottom": conv(16, 16)}
    return Net(forward, **layers, up2=conv(32, 8), up1=conv(16, 8))


def feature_pyramid() -> Net:
    """Lateral projections added to what comes from above."""

    def forward(net: Net, x: Tensor) -> list[Tensor]:
        maps = []
        for layer in net.bottom_up:
            x = F.relu(layer(x))
            maps.append(x)
        top = net.lateral[2](maps[2])
        found = [net.out[2](top)]
        for level in (1, 0):
            size = maps[level].shape[-2:]
            top = net.lateral[level](maps[level]) + F.interpolate(top, size=size)
            found.append(net.out[level](top))
        return found

    bottom_up = nn.ModuleList([conv(3, 8, 3, 2), conv(8, 8, 3, 2), conv(8, 8, 3, 2)])
    lateral = nn.ModuleList(conv(8, 4, 1) for _ in range(3))
    return Net(forward, bottom_up=bottom_up, lateral=lateral,
               out=nn.ModuleList(conv(4, 4) for _ in range(3)))  # fmt: skip


def dense() -> Net:
    """Every layer reads all maps before it (DenseNet)."""

    def forward(net: Net, x: Tensor) -> Tensor:
        maps = [x]
        for layer in net.layers:
            maps.append(layer(torch.cat(maps, 1)))
        return torch.cat(maps, 1)

    return Net(forward, layers=nn.ModuleList([conv(3, 4), conv(7, 4), conv(11, 4)]))


def time_conditioned() -> Net:
    """Blocks that add an embedding of a second input to their main path (diffusion)."""

    def forward(net: Net, x: Tensor, time: Tensor) -> Tensor:
        time = F.silu(net.time(time))
        out = net.conv1(F.silu(x)) + net.time1(time)[:, :, None, None]
        x = net.skip(x) + net.conv2(F.silu(out))
        out = net.conv3(F.silu(x)) + net.time2(time)[:, :, None, None]
        return x + net.conv4(F.silu(out))

    convolutions = {"conv1": conv(3, 16), "skip": conv(3, 16, 1)}
    convolutions |= {name: conv(16, 16) for name in ("conv2", "conv3", "conv4")}
    times = {"time": nn.Linear(4, 4), "time1": nn.Linear(4, 16), "time2": nn.Linear(4, 16)}
    return Net(forward, **convolutions, **times)


def time_conditioned_vectors() -> Net:
    """Blocks of linear layers, so that shapes do not tell the embedding from the features."""

    def forward(net: Net, x: Tensor, time: Tensor) -> Tensor:
        time = F.silu(net.time(time))
        x = net.stem(x)
        for layer in net.layers:
            hidden = F.silu(layer["first"](x)) + layer["time"](time)
            x = x + layer["second"](hidden)
        return x

    layers = nn.ModuleList(
        nn.ModuleDict({name: nn.Linear(8, 8) for name in ("first", "second", "time")})
        for _ in range(3)
    )  # fmt: skip
    return Net(forward, stem=nn.Linear(8, 8), time=nn.Linear(8, 8), layers=layers)


def cross_attention() -> Net:
    """A decoder that looks at an encoder of the same input."""

    def forward(net: Net, x: Tensor) -> Tensor:
        memory = net.encode2(F.relu(net.encode1(x)))
        x = net.embed(x)
        x = x + net.look1(x, memory, memory)[0]
        return x + net.look2(x, memory, memory)[0]

    linear = {name: nn.Linear(8, 8) for name in ("encode1", "encode2", "embed")}
    look = {n: nn.MultiheadAttention(8, 2, batch_first=True) for n in ("look1", "look2")}
    return Net(forward, **linear, **look)


def input_injection() -> Net:
    """A recurrence that sees the input again at each step."""

    def forward(net: Net, x: Tensor) -> Tensor:
        state = x
        for _ in range(3):
            state = F.relu(net.step(state) + x)
        return state

    return Net(forward, step=conv(3, 3))


def cifar_resnet(*, bias: bool = False, widths: tuple[int, int, int] = (16, 32, 64)) -> nn.Module:
    """ResNet-20 with option A, as in He et al. 2015, section 4.2."""

    class Padded(nn.Module):
        def __init__(self, source: int, target: int) -> None:
            super().__init__()
            self.stride, self.extra = stride_of(source, target), target - source
            self.a = nn.Conv2d(source, target, 3, self.stride, 1, bias=bias)
            self.b, self.c, self.d = norm(target), conv(target, target), norm(target)

        def forward(self, x: Tensor) -> Tensor:
            out = self.d(self.c(F.relu(self.b(self.a(x)))))
            if self.extra:
                x = F.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, 0, self.extra))
            return F.relu(out + x)

    blocks, source = [], widths[0]
    for width in widths:
        for _ in range(3):
            blocks.append(Padded(source, width))
            source = width
    stem = (conv(3, widths[0]), norm(widths[0]), nn.ReLU())
    head = (nn.AvgPool2d(8), nn.Flatten(), nn.Linear(widths[-1], 10))
    return nn.Sequential(*stem, *blocks, *head)


def warped() -> Net:
    """Branches that sample the map at other places: as large as before, so no way up."""

    def forward(net: Net, x: Tensor) -> Tensor:
        x = net.stem(x)
        for shift, mix in ((net.shift1, net.mix1), (net.shift2, net.mix2)):
            places = torch.tanh(shift(x)).permute(0, 2, 3, 1)
            x = x + F.relu(mix(F.grid_sample(x, places, align_corners=False)))
        return x.mean((2, 3))

    shifts = {f"shift{number}": conv(8, 2) for number in (1, 2)}
    return Net(forward, stem=conv(3, 8), mix1=conv(8, 8), mix2=conv(8, 8), **shifts)


def conditional_kernels() -> Net:
    """A product that makes a kernel for each example (CondConv) is no attention."""

    def forward(net: Net, x: Tensor) -> Tensor:
        x = net.stem(x)
        weights = torch.sigmoid(net.route(x.mean((2, 3))))
        kernel = (weights @ net.experts.weight.flatten(1)).view(8, 8, 3, 3)
        return x + net.mix(F.relu(F.conv2d(x, kernel, padding=1)))

    experts = nn.Conv2d(8 * 8, 4, 3, bias=False)
    return Net(forward, stem=conv(3, 8), route=nn.Linear(8, 4), experts=experts, mix=conv(8, 8, 1))

"""Blocks of 8 channels at 16×16 with one join that matters, in the ways that people write them."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - the name that all torch code gives it

from tests.analysis.wired import Net, conv, norm


def two_convolutions(**further: nn.Module) -> dict[str, nn.Module]:
    """Return the layers of a main path that keeps the shape."""
    return {"conv1": conv(8, 8), "conv2": conv(8, 8), **further}


def two_strided(**further: nn.Module) -> dict[str, nn.Module]:
    """Return the layers of a main path of stride 2 and twice the width."""
    return {"conv1": conv(8, 16, 3, 2), "conv2": conv(16, 16), **further}


def main(net: Net, x: Tensor) -> Tensor:
    """Return the main path of either."""
    return net.conv2(F.relu(net.conv1(x)))


# Identities.


def plain() -> Net:
    return Net(lambda net, x: F.relu(main(net, x) + x), **two_convolutions())


def identity_first() -> Net:
    return Net(lambda net, x: x + main(net, x), **two_convolutions())


def torch_add() -> Net:
    return Net(lambda net, x: torch.add(x, main(net, x)), **two_convolutions())


def in_place_add() -> Net:
    def forward(net: Net, x: Tensor) -> Tensor:
        out = main(net, x)
        out += x
        return F.relu_(out)

    return Net(forward, **two_convolutions())


def builtin_sum() -> Net:
    return Net(lambda net, x: sum([x, main(net, x)]), **two_convolutions())


def stack_and_sum() -> Net:
    return Net(lambda net, x: torch.stack([x, main(net, x)]).sum(0), **two_convolutions())


def mean_of_two() -> Net:
    return Net(lambda net, x: (x + main(net, x)) / 2, **two_convolutions())


def lerp() -> Net:
    return Net(lambda net, x: torch.lerp(x, main(net, x), 0.5), **two_convolutions())


def minus() -> Net:
    return Net(lambda net, x: x - main(net, x), **two_convolutions())


def rezero() -> Net:
    net = Net(lambda net, x: x + net.alpha * main(net, x), **two_convolutions())
    net.alpha = nn.Parameter(torch.zeros(1))
    return net


def layer_scale() -> Net:
    net = Net(lambda net, x: x + net.gamma.view(1, -1, 1, 1) * main(net, x), **two_convolutions())
    net.gamma = nn.Parameter(torch.ones(8))
    return net


def drop_path() -> Net:
    def forward(net: Net, x: Tensor) -> Tensor:
        kept = x.new_empty((x.shape[0], 1, 1, 1)).bernoulli_(0.9)
        return x + main(net, x).div(0.9) * kept

    return Net(forward, **two_convolutions())


def drop_path_by_floor() -> Net:
    def forward(net: Net, x: Tensor) -> Tensor:
        kept = (0.9 + torch.rand((x.shape[0], 1, 1, 1), dtype=x.dtype, device=x.device)).floor_()
        return x + main(net, x).div(0.9) * kept

    return Net(forward, **two_convolutions())


def in_place_relu_on_the_input() -> Net:
    def forward(net: Net, x: Tensor) -> Tensor:
        identity = x
        x = net.conv2(net.conv1(F.relu_(x)))
        return x + identity

    return Net(forward, **two_convolutions())


def non_local() -> Net:
    def forward(net: Net, x: Tensor) -> Tensor:
        query, key, value = (layer(x).flatten(2) for layer in (net.query, net.key, net.value))
        weights = torch.softmax(torch.bmm(query.transpose(1, 2), key), -1)
        return x + net.out(torch.bmm(value, weights.transpose(1, 2)).view(-1, 4, 16, 16))

    layers = {name: conv(8, 4, 1) for name in ("query", "key", "value")}
    return Net(forward, **layers, out=conv(4, 8, 1))


def concat_on_the_main_path() -> Net:
    def forward(net: Net, x: Tensor) -> Tensor:
        return x + net.out(torch.cat([net.small(x), net.large(x)], 1))

    return Net(forward, small=conv(8, 4, 1), large=conv(8, 4, 3), out=conv(8, 8, 1))


def normalized_identity() -> Net:
    return Net(lambda net, x: main(net, x) + net.bn(x), **two_convolutions(bn=norm(8)))


# Shortcuts without weights.


def option_a() -> Net:
    def forward(net: Net, x: Tensor) -> Tensor:
        return F.relu(main(net, x) + F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, 4, 4)))

    return Net(forward, **two_strided())


def option_a_by_concat() -> Net:
    def forward(net: Net, x: Tensor) -> Tensor:
        small = F.avg_pool2d(x, 1, 2)
        return F.relu(main(net, x) + torch.cat([small, torch.zeros_like(small)], 1))

    return Net(forward, **two_strided())


def option_a_by_product() -> Net:
    def forward(net: Net, x: Tensor) -> Tensor:
        small = F.avg_pool2d(x, 1, 2)
        return F.relu(main(net, x) + torch.cat([small, small.mul(0)], 1))

    return Net(forward, **two_strided())


def pooled_identity() -> Net:
    layers = {"conv1": conv(8, 8, 3, 2), "conv2": conv(8, 8)}
    return Net(lambda net, x: main(net, x) + F.max_pool2d(x, 2), **layers)


# Projections.


def projection() -> Net:
    return Net(
        lambda net, x: F.relu(main(net, x) + net.bn(net.skip(x))),
        **two_strided(skip=conv(8, 16, 1, 2), bn=norm(16)),
    )


def projection_of_the_activated_input() -> Net:
    def forward(net: Net, x: Tensor) -> Tensor:
        activated = F.relu(net.bn(x))
        shortcut = net.skip(activated)
        return main(net, activated) + shortcut

    return Net(forward, **two_strided(skip=conv(8, 16, 1, 2), bn=norm(8)))


def pooled_projection() -> Net:
    return Net(
        lambda net, x: main(net, x) + net.skip(net.pool(x)),
        **two_strided(skip=conv(8, 16, 1), pool=nn.AvgPool2d(2, 2, ceil_mode=True)),
    )


def blurred_projection() -> Net:
    def forward(net: Net, x: Tensor) -> Tensor:
        return main(net, x) + net.skip(F.conv2d(x, net.blur, stride=2, padding=1, groups=8))

    net = Net(forward, **two_strided(skip=conv(8, 16, 1)))
    net.register_buffer("blur", torch.ones(8, 1, 3, 3) / 9)
    return net


def fixup() -> Net:
    def forward(net: Net, x: Tensor) -> Tensor:
        out = net.conv2(F.relu(net.conv1(x + net.bias) + net.bias)) * net.scale + net.bias
        return F.relu(out + net.skip(x + net.bias))

    net = Net(forward, **two_strided(skip=conv(8, 16, 1, 2)))
    net.bias, net.scale = nn.Parameter(torch.zeros(1)), nn.Parameter(torch.ones(1))
    return net


def one_convolution_and_a_projection() -> Net:
    return Net(lambda net, x: net.large(x) + net.small(x), large=conv(8, 8), small=conv(8, 8, 1))


def generator_upsampling() -> Net:
    def forward(net: Net, x: Tensor) -> Tensor:
        out = main(net, F.interpolate(F.relu(x), scale_factor=2))
        return out + net.skip(F.interpolate(x, scale_factor=2))

    return Net(forward, conv1=conv(8, 4), conv2=conv(4, 4), skip=conv(8, 4, 1))


def discriminator_downsampling() -> Net:
    def forward(net: Net, x: Tensor) -> Tensor:
        return F.avg_pool2d(main(net, F.relu(x)), 2) + F.avg_pool2d(net.skip(x), 2)

    return Net(forward, conv1=conv(8, 4), conv2=conv(4, 4), skip=conv(8, 4, 1))


def standardized_weights() -> Net:
    def standardized(layer: nn.Conv2d, x: Tensor, stride: int = 1) -> Tensor:
        weight = layer.weight
        weight = weight - weight.mean((1, 2, 3), keepdim=True)
        return F.conv2d(x, weight, stride=stride, padding=layer.padding)

    def forward(net: Net, x: Tensor) -> Tensor:
        out = standardized(net.conv2, F.relu(standardized(net.conv1, x, 2)))
        return out + standardized(net.skip, x, 2)

    return Net(forward, **two_strided(skip=conv(8, 16, 1)))


def three_dimensions() -> Net:
    return Net(
        lambda net, x: main(net, x) + net.skip(x),
        conv1=nn.Conv3d(8, 16, 3, (1, 2, 2), 1),
        conv2=nn.Conv3d(16, 16, 3, 1, 1),
        skip=nn.Conv3d(8, 16, 1, (1, 2, 2)),
    )


def one_dimension() -> Net:
    return Net(
        lambda net, x: main(net, x) + net.skip(x),
        conv1=nn.Conv1d(8, 16, 3, 2, 1),
        conv2=nn.Conv1d(16, 16, 3, 1, 1),
        skip=nn.Conv1d(8, 16, 1, 2),
    )


# Gates.


def squeeze_excitation() -> Net:
    def forward(net: Net, x: Tensor) -> Tensor:
        out = main(net, x)
        factor = torch.sigmoid(net.expand(F.relu(net.reduce(out.mean((2, 3))))))
        return F.relu(x + out * factor[:, :, None, None].expand_as(out))

    return Net(forward, **two_convolutions(reduce=nn.Linear(8, 2), expand=nn.Linear(2, 8)))


def efficient_channel_attention() -> Net:
    def forward(net: Net, x: Tensor) -> Tensor:
        out = main(net, x)
        factor = net.along(F.adaptive_avg_pool2d(out, 1).squeeze(-1).transpose(-1, -2))
        return x + out * factor.transpose(-1, -2).unsqueeze(-1).sigmoid().expand_as(out)

    return Net(forward, **two_convolutions(along=nn.Conv1d(1, 1, 3, padding=1, bias=False)))


def parameter_free_attention() -> Net:
    def forward(net: Net, x: Tensor) -> Tensor:
        out = main(net, x)
        square = (out - out.mean((2, 3), keepdim=True)).pow(2)
        return x + out * torch.sigmoid(square / (4 * square.sum((2, 3), keepdim=True)) + 0.5)

    return Net(forward, **two_convolutions())


def cbam() -> Net:
    def forward(net: Net, x: Tensor) -> Tensor:
        out = main(net, x)
        average = net.channels(F.adaptive_avg_pool2d(out, 1))
        out = torch.sigmoid(average + net.channels(F.adaptive_max_pool2d(out, 1))) * out
        planes = torch.cat([out.mean(1, keepdim=True), out.max(1, keepdim=True)[0]], 1)
        return F.relu(x + torch.sigmoid(net.spatial(planes)) * out)

    channels = nn.Sequential(conv(8, 2, 1), nn.ReLU(), conv(2, 8, 1))
    return Net(forward, **two_convolutions(channels=channels, spatial=conv(2, 1, 7)))


def coordinate_attention() -> Net:
    def forward(net: Net, x: Tensor) -> Tensor:
        out = main(net, x)
        rows, columns = out.mean(3, keepdim=True), out.mean(2, keepdim=True).permute(0, 1, 3, 2)
        mixed = F.relu(net.mix(torch.cat([rows, columns], 2)))
        rows, columns = torch.split(mixed, [16, 16], dim=2)
        columns = net.columns(columns.permute(0, 1, 3, 2)).sigmoid()
        return x + out * columns * net.rows(rows).sigmoid()

    gates = {"mix": conv(8, 4, 1), "rows": conv(4, 8, 1), "columns": conv(4, 8, 1)}
    return Net(forward, **two_convolutions(**gates))


def gate_on_the_shortcut() -> Net:
    def forward(net: Net, x: Tensor) -> Tensor:
        factor = net.expand(F.relu(net.reduce(F.adaptive_avg_pool2d(x, 1)))).sigmoid()
        return x * factor + main(net, x)

    return Net(forward, **two_convolutions(reduce=conv(8, 2, 1), expand=conv(2, 8, 1)))


def highway() -> Net:
    def forward(net: Net, x: Tensor) -> Tensor:
        carry = torch.sigmoid(net.gate(x))
        return main(net, x) * (1 - carry) + x * carry

    return Net(forward, **two_convolutions(gate=conv(8, 8)))


# Branches.


def repvgg() -> Net:
    return Net(
        lambda net, x: F.relu(net.large(x) + net.small(x) + net.bn(x)),
        large=conv(8, 8), small=conv(8, 8, 1), bn=norm(8),
    )  # fmt: skip


def shake_shake() -> Net:
    def forward(net: Net, x: Tensor) -> Tensor:
        share = torch.rand(x.shape[0], 1, 1, 1, device=x.device)
        return x + (net.one(F.relu(net.two(x))) * share + net.three(net.four(x)) * (1 - share))

    layers = {name: conv(8, 8) for name in ("one", "two", "three", "four")}
    return Net(forward, **layers)


def shake_shake_projection() -> Net:
    def forward(net: Net, x: Tensor) -> Tensor:
        left, right = F.avg_pool2d(x, 1, 2), F.avg_pool2d(F.pad(x, (-1, 1, -1, 1)), 1, 2)
        shortcut = net.bn(torch.cat([net.left(left), net.right(right)], 1))
        return shortcut + net.conv2(F.relu(net.conv1(x))) + net.conv4(F.relu(net.conv3(x)))

    further = {"conv3": conv(8, 16, 3, 2), "conv4": conv(16, 16), "bn": norm(16)}
    return Net(forward, **two_strided(left=conv(8, 8, 1), right=conv(8, 8, 1), **further))


def selective_kernels() -> Net:
    def forward(net: Net, x: Tensor) -> Tensor:
        small, large = F.relu(net.small(x)), F.relu(net.large(x))
        mixed = (small + large).mean((2, 3), keepdim=True)
        weights = torch.softmax(net.weigh(mixed).view(-1, 2, 8, 1, 1), 1)
        return small * weights[:, 0] + large * weights[:, 1]

    return Net(forward, small=conv(8, 8), large=conv(8, 8, 5), weigh=conv(8, 16, 1))


def res2net() -> Net:
    def forward(net: Net, x: Tensor) -> Tensor:
        first, second, third, fourth = torch.split(F.relu(net.reduce(x)), 2, 1)
        second = F.relu(net.second(second))
        third = F.relu(net.third(second + third))
        fourth = F.relu(net.fourth(third + fourth))
        return F.relu(net.expand(torch.cat([first, second, third, fourth], 1)) + x)

    scales = {name: conv(2, 2) for name in ("second", "third", "fourth")}
    return Net(forward, reduce=conv(8, 8, 1), expand=conv(8, 8, 1), **scales)


def reversible() -> Net:
    def forward(net: Net, x: Tensor) -> Tensor:
        one, two = x.chunk(2, 1)
        one = one + net.conv2(F.relu(net.conv1(two)))
        two = two + net.conv4(F.relu(net.conv3(one)))
        return torch.cat([one, two], 1)

    return Net(forward, **{f"conv{number}": conv(4, 4) for number in range(1, 5)})


def global_context_branch() -> Net:
    def forward(net: Net, x: Tensor) -> Tensor:
        return net.conv1(x) + net.context(F.adaptive_avg_pool2d(x, 1))

    return Net(forward, conv1=conv(8, 8), context=conv(8, 8, 1))


# No connection at all.


def formulas() -> Net:
    def forward(net: Net, x: Tensor) -> Tensor:
        x = net.conv1(x)
        x = 0.5 * x * (1 + torch.tanh(0.79 * (x + 0.0447 * x**3)))
        x = x * torch.sigmoid(x)
        centered = x - x.mean(1, keepdim=True)
        return centered / torch.sqrt(centered.pow(2).mean(1, keepdim=True) + 1e-6)

    return Net(forward, conv1=conv(8, 8))


def gated_linear_unit() -> Net:
    def forward(net: Net, x: Tensor) -> Tensor:
        value, factor = net.conv1(x).chunk(2, 1)
        return value * torch.sigmoid(factor)

    return Net(forward, conv1=conv(8, 16))


def inception() -> Net:
    def forward(net: Net, x: Tensor) -> Tensor:
        return torch.cat([net.one(x), net.two(net.one(x)), net.pool(F.max_pool2d(x, 3, 1, 1))], 1)

    return Net(forward, one=conv(8, 8, 1), two=conv(8, 8), pool=conv(8, 8, 1))


def inception_reduction() -> Net:
    def forward(net: Net, x: Tensor) -> Tensor:
        return torch.cat([net.conv1(x), F.max_pool2d(x, 3, 2, 1)], 1)

    return Net(forward, conv1=conv(8, 8, 3, 2))


def pyramid_pooling() -> Net:
    def forward(net: Net, x: Tensor) -> Tensor:
        context = F.interpolate(net.context(F.adaptive_avg_pool2d(x, 1)), size=x.shape[-2:])
        return net.out(torch.cat([net.small(x), net.large(x), context], 1))

    layers = {"small": conv(8, 8, 1), "large": conv(8, 8), "context": conv(8, 8, 1)}
    return Net(forward, **layers, out=conv(24, 8, 1))


def several_heads() -> Net:
    return Net(lambda net, x: (net.one(x), {"aux": net.two(x)}), one=conv(8, 8), two=conv(8, 8))

"""ResNet-50 as a graph, put together by hand: an oracle that no tracer can bend."""

from resnet_inspect.graph import (
    AdaptivePoolAttrs,
    ConvAttrs,
    Graph,
    LinearAttrs,
    Module,
    ModulePath,
    NormAttrs,
    OpKind,
    ParameterId,
    PoolAttrs,
    Ref,
    ReshapeAttrs,
)
from tests.builders import GraphBuilder


class ResNetBuilder(GraphBuilder):
    """Adds layers with their modules and parameters."""

    def layer(self, type_name: str, path: str, *shapes: tuple[int, ...]) -> tuple[ParameterId, ...]:
        """Register a module with a weight, and a bias where two shapes are given."""
        names = ("weight", "bias")
        own = tuple(
            self.parameter(f"{path}.{name}", shape)
            for name, shape in zip(names, shapes, strict=False)
        )
        self.modules.append(
            Module(
                path=ModulePath(path), type=type_name, qualified_type=f"torch.nn.{type_name}",
                parameters=own,
            )
        )  # fmt: skip
        return own

    def conv_bn(self, path: str, x: Ref, channels: int, kernel: int, stride: int = 1) -> Ref:
        """Add a convolution without bias and its batch normalization."""
        source, side = self.shape(x)[1], (self.shape(x)[2] - 1) // stride + 1
        weights = self.layer("Conv2d", f"{path}.conv", (channels, source, kernel, kernel))
        attrs = ConvAttrs(
            in_channels=source, out_channels=channels, kernel_size=(kernel, kernel),
            stride=(stride, stride), padding=(kernel // 2, kernel // 2),
        )  # fmt: skip
        shape = (self.shape(x)[0], channels, side, side)
        self.enter(f"{path}.conv")
        x = self.op("conv2d", OpKind.CONV, x, shape=shape, attrs=attrs, parameters=weights)
        self.leave()
        weights = self.layer("BatchNorm2d", f"{path}.bn", (channels,), (channels,))
        self.enter(f"{path}.bn")
        norm = NormAttrs(channels=channels)
        x = self.op("batch_norm", OpKind.NORM, x, shape=shape, attrs=norm, parameters=weights)
        self.leave()
        return x

    def stem(self, x: Ref) -> Ref:
        """Add the 7×7 convolution and the max-pooling."""
        x = self.relu(self.conv_bn("stem", x, 64, 7, 2))
        batch, channels, side, _ = self.shape(x)
        window = PoolAttrs(kernel_size=(3, 3), stride=(2, 2), padding=(1, 1))
        shape = (batch, channels, (side - 1) // 2 + 1, (side - 1) // 2 + 1)
        return self.op("max_pool2d", OpKind.POOL, x, shape=shape, attrs=window)

    def bottleneck(self, path: str, x: Ref, planes: int, strides: tuple[int, int]) -> Ref:
        """Add a block; ``strides`` are those of the first 1×1 and of the 3×3."""
        stride = max(strides)
        out = self.relu(self.conv_bn(f"{path}.a", x, planes, 1, strides[0]), inplace=True)
        out = self.relu(self.conv_bn(f"{path}.b", out, planes, 3, strides[1]), inplace=True)
        out = self.conv_bn(f"{path}.c", out, 4 * planes, 1)
        if stride > 1 or self.shape(x)[1] != 4 * planes:
            x = self.conv_bn(f"{path}.shortcut", x, 4 * planes, 1, stride)
        return self.relu(self.add(out, x), inplace=True)

    def head(self, x: Ref) -> Ref:
        """Add global average pooling and the classifier."""
        batch, channels = self.shape(x)[:2]
        x = self.op(
            "adaptive_avg_pool2d", OpKind.POOL, x, shape=(batch, channels, 1, 1),
            attrs=AdaptivePoolAttrs(output_size=(1, 1)),
        )  # fmt: skip
        x = self.op(
            "flatten", OpKind.RESHAPE, x, shape=(batch, channels),
            attrs=ReshapeAttrs(requested=(1, -1)),
        )  # fmt: skip
        weights = self.layer("Linear", "fc", (1000, channels), (1000,))
        attrs = LinearAttrs(in_features=channels, out_features=1000)
        return self.op(
            "linear", OpKind.LINEAR, x, shape=(batch, 1000), attrs=attrs, parameters=weights
        )


def resnet50(*, v1: bool = False, batch: int = 1, side: int = 224) -> tuple[Graph, dict[str, Ref]]:
    """Return ResNet-50 and the outputs of ``stem`` (the max-pooling) and of its four stages."""
    build = ResNetBuilder()
    x = build.stem(build.input((batch, 3, side, side)))
    marks = {"stem": x}
    for stage, (planes, blocks) in enumerate(zip((64, 128, 256, 512), (3, 4, 6, 3), strict=True)):
        for block in range(blocks):
            stride = 2 if stage and not block else 1
            strides = (stride, 1) if v1 else (1, stride)
            x = build.bottleneck(f"stages.{stage}.{block}", x, planes, strides)
        marks[f"stage {stage + 1}"] = x
    return build.graph(build.head(x)), marks

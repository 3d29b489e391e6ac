"""Targets as people type them."""

from pathlib import Path

import pytest

from resnet_inspect.errors import TargetError
from resnet_inspect.targets.name import TargetKind, parse_target


@pytest.mark.parametrize(
    ("typed", "kind", "meant"),
    [
        ("resnet50", TargetKind.REFERENCE, "resnet50"),
        ("ResNet50", TargetKind.REFERENCE, "resnet50"),
        ("resnet-50", TargetKind.REFERENCE, "resnet50"),
        ("ResNeXt50_32x4d", TargetKind.REFERENCE, "resnext50_32x4d"),
        ("resnet51", TargetKind.REFERENCE, "resnet51"),
        ("torchvision.models.resnet50", TargetKind.ZOO, "torchvision:resnet50"),
        (
            "torchvision.models.segmentation.fcn_resnet50",
            TargetKind.ZOO,
            "torchvision:fcn_resnet50",
        ),
        ("timm.resnet50d", TargetKind.ZOO, "timm:resnet50d"),
        ("package.module.Net", TargetKind.MODULE, "package.module:Net"),
        ("torchvision.ops.MLP", TargetKind.MODULE, "torchvision.ops:MLP"),
    ],
)
def test_a_name_is_read_as_it_is_meant(typed: str, kind: TargetKind, meant: str) -> None:
    name = parse_target(typed)
    assert (name.kind, str(name)) == (kind, meant)


@pytest.mark.parametrize(
    ("file", "hint"), [("net.ipynb", "jupyter nbconvert"), ("net.pyc", "Name the file in which")]
)
def test_a_file_of_another_kind_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, hint: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(file).touch()
    for typed in (file, f"./{file}"):
        with pytest.raises(TargetError, match="is neither a Python file") as caught:
            parse_target(typed)
        assert hint in caught.value.hint

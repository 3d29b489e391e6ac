"""From what was typed to tasks, without a zoo and without torch."""

from pathlib import Path

import pytest

from resnet_inspect.errors import UsageError
from resnet_inspect.survey.networks.catalog import zoo_names
from resnet_inspect.survey.networks.listing import read_listing
from resnet_inspect.survey.networks.tasks import expand


def zoo(name: str) -> list[str]:
    return {"timm": ["resnet50", "vgg16", "seresnet50"], "": ["resnet18", "resnet20"]}[name]


def texts(*targets: str, sizes: tuple[str, ...] = (), arguments: tuple[str, ...] = ()) -> list[str]:
    return [str(task) for task in expand(targets, sizes, arguments, zoo)]


def test_a_wildcard_stands_for_the_networks_of_a_zoo_in_their_order() -> None:
    assert texts("timm:*resnet*") == ["timm:resnet50", "timm:seresnet50"]
    assert texts("resnet?8") == ["resnet18"]


def test_a_network_that_two_targets_name_is_one_task() -> None:
    assert texts("timm:resnet50", "timm:res*", "timm:*50") == ["timm:resnet50", "timm:seresnet50"]


def test_sizes_make_a_task_each() -> None:
    assert texts("a", "b", sizes=("224", "320")) == ["a 224", "a 320", "b 224", "b 320"]


def test_arguments_hold_for_all() -> None:
    assert texts("a", arguments=("num_classes=10",)) == ["a num_classes=10"]


@pytest.mark.parametrize("pattern", ["timm:alex*", "nothing*"])
def test_a_wildcard_without_a_network_is_an_error(pattern: str) -> None:
    with pytest.raises(UsageError, match="no network's name matches"):
        texts(pattern)


def test_a_zoo_without_a_list_is_an_error() -> None:
    with pytest.raises(UsageError, match="has no list"):
        zoo_names("keras")


def test_our_own_networks_are_a_zoo() -> None:
    assert "resnet50" in zoo_names("")


def test_a_folder_stands_for_its_files_but_not_for_those_of_environments(tmp_path: Path) -> None:
    for name in ("net.py", "deep/other.py", ".venv/hidden.py", "site-packages/theirs.py"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.touch()
    tasks = expand([str(tmp_path)])
    assert [task.target for task in tasks] == [
        str(tmp_path / "deep/other.py"),
        str(tmp_path / "net.py"),
    ]
    assert all(task.optional for task in tasks)


def test_a_pattern_stands_for_files_and_saved_traces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("b.py", "a.py", "t.json", "b.pth", "a.safetensors"):
        Path(name).touch()
    assert texts("*.py", "*.json", sizes=("64",)) == ["a.py 64", "b.py 64", "t.json"]
    assert texts("*.pth", "*.safetensors") == ["b.pth", "a.safetensors"]


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no file"):
        expand([str(tmp_path)])


def test_a_list_of_text_has_sizes_arguments_and_comments(tmp_path: Path) -> None:
    file = tmp_path / "zoo.txt"
    file.write_text("# ours\nresnet20 num_classes=100\n\ntimm:*50 input=320  # theirs\n")
    assert texts(str(file), sizes=("224",)) == [
        "resnet20 224 num_classes=100",
        "timm:resnet50 320",
        "timm:seresnet50 320",
    ]


def test_a_csv_list_has_titles(tmp_path: Path) -> None:
    file = tmp_path / "zoo.csv"
    file.write_text("\ufefftarget,top1,input,arguments\na.py:Net,80,64 32,a=1; b=2\nresnet18,,,\n")
    assert [task.key for task in expand([str(file)])] == [
        ("a.py:Net", "64 32", "a=1 b=2"),
        ("resnet18", "", ""),
    ]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.txt", "resnet18 224", "a.txt:1: `224`"),
        ("a.txt", "# nothing", "is empty"),
        ("a.csv", "name\nresnet18\n", "no column `target`"),
        ("a.csv", "target\n", "is empty"),
    ],
)
def test_a_wrong_list_says_what_is_wrong(tmp_path: Path, name: str, text: str, said: str) -> None:
    file = tmp_path / name
    file.write_text(text)
    with pytest.raises(UsageError, match=said):
        read_listing(file)


def test_a_list_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no file"):
        read_listing(tmp_path / "none.txt")


def test_a_list_with_a_field_without_end_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "l.csv").write_text(f"target\n{'a' * 300_000}\n", encoding="utf-8")
    with pytest.raises(UsageError, match="is no CSV: field larger than"):
        read_listing(tmp_path / "l.csv")

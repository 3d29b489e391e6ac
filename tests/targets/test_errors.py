"""A target that cannot be traced: the message says what to do, and nothing is left behind."""

import random
import signal
import socket
import sys
from pathlib import Path

import pytest
import torch
from torch import nn

from resnet_inspect import api
from resnet_inspect.errors import (
    ConstructionError,
    HangError,
    InspectError,
    TargetError,
    UnknownModelError,
    UsageError,
)
from tests.targets.conftest import WriteFile


def _line(file: str, text: str) -> int:
    """Return the line on which ``text`` stands in a file."""
    lines = Path(file).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


NET = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        {construct}

    def forward(self, x):
        {forward}
        return self.conv(x)
"""


def net(construct: str = "pass", forward: str = "pass") -> str:
    """Return a network with a statement of its constructor and one of its forward."""
    return NET.format(construct=construct, forward=forward)


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("nowhere.py", "there is no file at `nowhere.py`"),
        ("nowhere.py:Net", "there is no file at `nowhere.py`"),
        ("some/folder/nowhere.py:Net", "there is no file"),
        ("trace.json", "there is no file"),
        (".", "is a folder"),
        ("resnet5", "there is no network named `resnet5`"),
        ("resnet_51", "there is no network named"),
        ("timm:resnet50dd", "timm has no network named"),
        ("torchvision:resnet5", "torchvision has no network named"),
        ("no.such.package:Net", "No module named 'no'"),
        ("json:Net", "has no `Net`"),
    ],
)
def test_a_target_that_is_not_there_is_named(target: str, message: str) -> None:
    with pytest.raises(InspectError, match=message.replace(".", r"\.")):
        api.trace(target, 32)


def test_a_misspelled_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownModelError) as caught:
        api.trace("resnet5O", 32)
    assert "resnet50" in caught.value.nearest


@pytest.mark.parametrize(
    ("attribute", "hint"), [("Nett", "Did you mean Net?"), ("xyzzy", "It has: Net.")]
)
def test_a_name_that_the_file_lacks_is_answered_with_those_it_has(
    write: WriteFile, attribute: str, hint: str
) -> None:
    with pytest.raises(TargetError, match=f"has no `{attribute}`") as caught:
        api.trace(f"{write(net())}:{attribute}", 32)
    assert caught.value.hint == hint


def test_a_name_that_is_no_network_is_an_error(write: WriteFile) -> None:
    with pytest.raises(TargetError, match="is a int, not a network"):
        api.trace(f"{write('size = 3')}:size", 32)


@pytest.mark.parametrize(
    "text", ["class Net(nn.Module:\n    pass\n", "def f(:\n", "  x = 1\n y = 2"]
)
def test_a_syntax_error_is_shown_with_its_line(write: WriteFile, text: str) -> None:
    file = write(text)
    with pytest.raises(TargetError, match=r"could not be imported.* at .*net\.py:[45]"):
        api.trace(file, 32)


def test_a_text_that_is_no_utf8_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "net.py"
    file.write_bytes(b"# \xff\nx = 1\n")
    with pytest.raises(TargetError, match="could not be imported"):
        api.trace(str(file), 32)


def test_a_missing_package_is_named(write: WriteFile) -> None:
    with pytest.raises(ConstructionError, match="No module named 'surely_not_there'") as caught:
        api.trace(write("import surely_not_there\n"), 32)
    assert "Install surely_not_there" in caught.value.hint


@pytest.mark.parametrize(
    "statement",
    [
        "raise ValueError('no such width')",
        "nn.Conv2d(3, 8)",
        "nn.Conv2d(3, 8, 3, groups=2)",
        "torch.zeros(2, 3) @ torch.zeros(2, 3)",
        "super().no_such_method()",
    ],
)
def test_a_raising_constructor_shows_the_users_frames_only(
    write: WriteFile, statement: str
) -> None:
    file = write(net(construct=statement))

    with pytest.raises(ConstructionError, match="`Net` could not be built") as caught:
        api.trace(file, 32)
    first, place, *_ = caught.value.traceback.splitlines()
    assert first == "Traceback (most recent call last):"
    assert place == f'  File "{file}", line {_line(file, statement)}, in __init__'
    assert "resnet_inspect" not in caught.value.traceback


def test_an_import_that_raises_shows_the_users_frames_only(write: WriteFile) -> None:
    write("raise KeyError('inner')\n", "inner.py")
    file = write("import inner\n")

    with pytest.raises(ConstructionError) as caught:
        api.trace(file, 32)
    assert caught.value.traceback.splitlines()[1].startswith(f'  File "{file}", line 4')
    assert "inner.py" in caught.value.traceback
    assert "resnet_inspect" not in caught.value.traceback


def test_a_cause_is_shown_without_our_frames(write: WriteFile) -> None:
    file = write(
        net(construct="self.check()")
        + "\n    def check(self):\n        try:\n            {}['width']\n"
        "        except KeyError as error:\n            raise ValueError('width?') from error\n"
    )

    with pytest.raises(ConstructionError) as caught:
        api.trace(file, 32)
    assert "KeyError: 'width'" in caught.value.traceback
    assert "direct cause" in caught.value.traceback
    assert "resnet_inspect" not in caught.value.traceback


@pytest.mark.parametrize(
    "text",
    [
        "import sys\nsys.exit(3)\n",
        net(construct="raise SystemExit(3)"),
    ],
)
def test_code_that_ends_the_program_does_not_end_ours(write: WriteFile, text: str) -> None:
    with pytest.raises(ConstructionError, match="ended the program with exit status 3"):
        api.trace(write(text), 32)


def test_a_forward_that_ends_the_program_is_a_failure(write: WriteFile) -> None:
    graph = api.trace(write(net(forward="exit()")), 32)

    assert graph.failures[0].type == "SystemExit"


def test_a_constructor_without_end_is_an_error(write: WriteFile) -> None:
    with pytest.raises(ConstructionError, match="RecursionError") as caught:
        api.trace(write(net(construct="self.inner = Net()")), 32)
    assert len(caught.value.traceback) < 20_000


def test_a_forward_without_end_is_a_failure(write: WriteFile) -> None:
    graph = api.trace(write(net(forward="return self.forward(x)")), 32)

    assert graph.failures[0].type == "RecursionError"
    assert 0 < len(graph.failures[0].frames) < 100


LOOP = "while True: pass"


@pytest.mark.parametrize(
    ("text", "function"),
    [
        (LOOP, "<module>"),
        (net(construct=LOOP), "__init__"),
        (net(forward=LOOP), "forward"),
        (net(forward="while True: self.conv(x)  # while True: pass"), "forward"),
    ],
)
def test_a_hang_ends_with_the_line_on_which_it_hung(
    write: WriteFile, text: str, function: str
) -> None:
    file = write(text)
    with pytest.raises(HangError) as caught:
        api.trace(file, 32, timeout=1)
    assert "did not end within 1 s" in caught.value.message
    assert f"{file}:{_line(file, LOOP)}, in {function}" in caught.value.message
    assert "--timeout" in caught.value.hint


IN_A_CALLBACK = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
"""The time limit may strike inside a callback of the garbage collector, which drops the exception;
the next one ends the code."""


@IN_A_CALLBACK
def test_code_that_swallows_exceptions_is_ended_all_the_same(write: WriteFile) -> None:
    swallowing = net(
        forward="""
        for _ in range(10**12):
            try:
                x = self.conv(x[:, :3])
            except Exception:
                pass
    """
    )
    with pytest.raises(HangError):
        api.trace(write(swallowing), 32, timeout=0.5)


@IN_A_CALLBACK
@pytest.mark.parametrize("handler", ["pass", "x = x.detach()", "continue"])
@pytest.mark.parametrize("loop", ["while True:", "for _ in range(10**12):"])
def test_a_bare_except_in_a_loop_does_not_swallow_the_limit_for_long(
    write: WriteFile, loop: str, handler: str
) -> None:
    swallowing = net(
        forward=f"""
        {loop}
            try:
                self.conv(x)
            except:
                {handler}
    """
    )
    tracing = sys.gettrace()
    with pytest.raises(HangError):
        api.trace(write(swallowing), 32, timeout=0.3)
    assert sys.gettrace() is tracing


@IN_A_CALLBACK
@pytest.mark.parametrize("end", ["return x", "raise ValueError(x.shape)"])
def test_a_limit_that_struck_is_told_however_the_code_ends_afterwards(
    write: WriteFile, end: str
) -> None:
    ending = net(
        forward=f"""
        try:
            while True:
                self.conv(x)
        except:
            {end}
    """
    )
    with pytest.raises(HangError):
        api.trace(write(ending), 32, timeout=0.3)


@pytest.mark.parametrize(
    ("statement", "operator"),
    [
        ("x.mean().item()", "item"),
        ("x = x if x.sum() > 0 else -x", "bool"),
        ("x[x > 0]", "getitem"),
        ("x.nonzero()", "nonzero"),
        ("x.tolist()", "tolist"),
        ("x.numpy()", "numpy"),
    ],
)
def test_a_run_with_real_values_says_who_asked_for_them(
    write: WriteFile, statement: str, operator: str
) -> None:
    file = write(net(forward=statement))
    graph = api.trace(file, 32)
    said = f"ran on the CPU with random values, which `{operator}` at net.py"
    assert f"{said}:{_line(file, statement)} asks for" in graph.run.notes
    assert (graph.run.device, graph.complete) == ("cpu", True)


def test_no_limit_is_set_for_zero(write: WriteFile) -> None:
    assert api.trace(write(net()), 32, timeout=0).complete


DOWNLOADS = [
    "import urllib.request; urllib.request.urlopen('https://weights.invalid/w.pth')",
    "torch.hub.load('pytorch/vision', 'resnet18', pretrained=True, trust_repo=True)",
    "import timm; timm.create_model('resnet18', pretrained=True)",
    "import socket; socket.create_connection(('93.184.216.34', 443))",
]


@pytest.mark.parametrize("statement", DOWNLOADS)
def test_downloads_are_refused(
    write: WriteFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    file = write(net(construct=statement.format(folder=tmp_path)))

    with pytest.raises(ConstructionError, match="never downloads weights") as caught:
        api.trace(file, 32)
    assert "pretrained=False" in caught.value.hint


@pytest.mark.parametrize(
    "statement",
    [
        "self.load_state_dict(torch.hub.load_state_dict_from_url('https://weights.invalid/w.pth'))",
        "self.load_state_dict(torch.utils.model_zoo.load_url('https://x.invalid/w.pth')['model'])",
        "known = {**self.state_dict(), **torch.hub.load_state_dict_from_url('https://a.invalid/w.pth')}",
        "import torchvision; self.body = torchvision.models.resnet18(weights='DEFAULT')",
    ],
)
def test_weights_that_torch_would_download_are_left_out_with_a_note(
    write: WriteFile, statement: str
) -> None:
    before = torch.hub.load_state_dict_from_url, torch.nn.Module.load_state_dict
    graph = api.trace(write(net(construct=statement)), 32)
    assert graph.complete
    assert any(".pth was not loaded" in note for note in graph.run.notes)
    assert (torch.hub.load_state_dict_from_url, torch.nn.Module.load_state_dict) == before


def test_a_constructor_that_goes_on_without_weights_is_traced(write: WriteFile) -> None:
    attempt = """
        try:
            torch.hub.load_state_dict_from_url('https://weights.invalid/w.pth')
        except Exception:
            pass
    """
    assert api.trace(write(net(construct=attempt)), 32).complete


def test_arguments_that_do_not_exist_are_answered_with_the_signature(write: WriteFile) -> None:
    file = write(net().replace("self):\n        super", "self, depth=3):\n        super"))

    with pytest.raises(TargetError, match="Net has no argument `detph`") as caught:
        api.trace(file, 32, arguments={"detph": 3})
    assert caught.value.hint == "Did you mean depth? Its signature is Net(depth=3)"


def test_a_built_module_takes_no_arguments() -> None:
    with pytest.raises(UsageError, match="already built"):
        api.trace(nn.Conv2d(3, 3, 1), 32, arguments={"depth": 3})


CALLS = [
    net(),
    net(construct="raise ValueError"),
    net(forward="raise ValueError"),
    net(construct=LOOP),
    net(forward=LOOP),
    net(forward="return x.numpy()"),
    net(construct="sys.path.append('/somewhere')").replace("\nclass", "\nimport sys\nclass", 1),
    net(construct="raise KeyboardInterrupt"),
    net(forward="raise KeyboardInterrupt"),
    "import helper\n" + net(),
    "x = 1\n",
    "class Net(:\n",
]


@pytest.mark.parametrize("text", CALLS)
def test_nothing_is_left_behind(write: WriteFile, text: str) -> None:
    write("value = 1\n", "helper.py")
    before = _interpreter()

    with pytest.raises(BaseException) if "self.conv" not in text else _whatever():  # noqa: PT011 - the state after it counts
        api.trace(write(text), 32, timeout=0.5)
    assert _interpreter() == before


class _whatever:  # noqa: N801 - used as a function
    """Let anything pass."""

    def __enter__(self) -> None:
        """Do nothing."""

    def __exit__(self, *error: object) -> bool:
        """Swallow what was raised."""
        return True


def _interpreter() -> dict[str, object]:
    return {
        "path": list(sys.path),
        "arguments": list(sys.argv),
        "call": nn.Module.__call__,
        "init": nn.Module.__init__,
        "compile": torch.compile,
        "script": torch.jit.script,
        "scripted": torch.jit.ScriptFunction.__call__,
        "connect": socket.socket.connect,
        "lookup": socket.getaddrinfo,
        "alarm": signal.getsignal(signal.SIGALRM),
        "timer": signal.getitimer(signal.ITIMER_REAL),
        "python": random.getstate(),
        "torch": torch.get_rng_state().tolist(),
        "gradients": torch.is_grad_enabled(),
        "stdout": sys.stdout,
        "mine": {name for name in sys.modules if name in {"net", "helper", "target_net"}},
        "mode": torch.overrides._get_current_function_mode_stack(),  # noqa: SLF001 - no other way
        "device": torch.get_default_device(),
    }

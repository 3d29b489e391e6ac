"""Networks whose classes answer oddly: with errors of their own, or with lies."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import nn

from tests.cli.commands import Ran, running

NET = """
import builtins
import os
import sys
import torch
from torch import nn
{top}

class Net(nn.Module{bases}):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)
        {construct}

    def forward(self, x):
        {forward}
        return self.conv(x)

    {method}
"""

PARTS = {"top": "", "bases": "", "construct": "pass", "forward": "pass", "method": ""}

RAISES = "raise ValueError('odd')"
ANSWERS = "def __getattr__(self, name):\n        try: return super().__getattr__(name)\n        "

HARMLESS = {
    **{name: {"method": f"def {name}(self): {RAISES}"} for name in
       ("__repr__", "__len__", "__bool__", "__iter__", "__dir__", "__str__")},
    "__getattr__ that answers": {"method": f"{ANSWERS}except AttributeError: return lambda: None"},
    "__getattr__ that counts": {"method": f"{ANSWERS}except AttributeError: return 7"},
    "__eq__ that raises":
        {"method": f"def __eq__(self, other): {RAISES}\n    __hash__ = nn.Module.__hash__"},
    "settings in words": {"construct": "self.default_cfg = {'input_size': 'large'}"},
    "settings that lie": {"construct": "self.default_cfg = {'input_size': (3, -1, 'a')}"},
    "settings beyond all": {"construct": "self.default_cfg = {'input_size': (10**12,) * 3}"},
    "config that lies":
        {"construct": "self.config = type('C', (), {'image_size': [[1]], 'num_channels': 'x'})()"},
    "an example that is a text": {"construct": "self.example_input_array = 'nothing'"},
    "an example that raises": {"method": f"@property\n    def example_input_array(self): {RAISES}"},
    "grad mode": {"forward": "torch.set_grad_enabled(True)"},
    "megabytes": {"top": "print('x' * 3_000_000)"},
    **{f"{number} levels": {
        "construct": f"deep = nn.ReLU()\n        for _ in range({number}):"
        " deep = nn.Sequential(deep)\n        self.deep = deep",
        "forward": "x = self.deep(x)",
    } for number in (60, 190)},
    "no modules left": {"construct": "sys.modules.clear()"},
    "no modules left behind": {"forward": "sys.modules.clear()"},
    "no builtins left": {"construct": "del builtins.len, builtins.isinstance, builtins.next"},
    "no print": {"top": "builtins.print = builtins.open = None"},
    "no functions of os": {"top": "os.getcwd = os.write = os._exit = None; os.path.exists = None"},
    "no finders": {"top": "sys.path.clear(); sys.meta_path.clear(); sys.path_hooks.clear()"},
    "no environment": {"top": "os.environ.clear()"},
    "another folder": {"top": "os.chdir('/')"},
    "a folder that is gone": {"forward": "os.mkdir('gone'); os.chdir('gone'); os.rmdir('../gone')"},
    "no recursion": {"top": "sys.setrecursionlimit(120)"},
    "no recursion behind": {"forward": "sys.setrecursionlimit(120)"},
    "a class from nowhere": {"construct": "type(self).__module__ = None"},
    "no permissions": {"top": "os.umask(0o777)"},
    "modules of ours that are none": {"forward": "sys.modules['resnet_inspect'] = None"},
}  # fmt: skip
"""Nothing of it is in the way of an answer."""

SAID = {
    "an interrupt that nobody pressed": ({"forward": "raise KeyboardInterrupt"}, "Interrupt"),
    "the same at once": ({"top": "raise KeyboardInterrupt"}, "Interrupt"),
    "the same while it is built": ({"construct": "raise KeyboardInterrupt('mine')"}, "Interrupt"),
    "the same in a property": (
        {"method": "@property\n    def example_input_array(self): raise KeyboardInterrupt"},
        "Interrupt",
    ),
    "an end in a property": (
        {"method": "@property\n    def training(self): raise SystemExit\n"
         "    @training.setter\n    def training(self, value): pass"}, "SystemExit",
    ),
    "builtins cleared": ({"forward": "vars(builtins).clear()"}, "NameError"),
    "a part without a start": (
        {"top": "class Part(nn.Module):\n    def __init__(self): pass",
         "construct": "self.part = Part()"}, "super().__init__()",
    ),
    "an error without words": (
        {"top": f"class Odd(Exception):\n    def __str__(self): {RAISES}", "forward": "raise Odd"},
        "Odd",
    ),
    "an error that is no Exception": (
        {"top": "class Odd(BaseException): pass", "forward": "raise Odd('mine')"}, "Odd",
    ),
    "one while it is built": (
        {"top": "class Odd(BaseException): pass", "construct": "raise Odd('mine')"}, "Odd",
    ),
    "no words while it is built": (
        {"top": f"class Odd(Exception):\n    def __str__(self): {RAISES}",
         "construct": "raise Odd"}, "Odd",
    ),
    "5,000 levels": (
        {"construct": "self.deep = nn.ReLU()\n        for _ in range(5000):"
         " self.deep = nn.Sequential(self.deep)"}, "nested",
    ),
    "a module inside of itself": (
        {"construct": "self._modules['me'] = self"}, "registered as a module inside of itself",
    ),
    "equal without a hash": ({"method": "def __eq__(self, other): return True"}, "needs __hash__"),
    "modules that lie": (
        {"method": "def named_modules(self, *a, **k): return iter([(1, 2)])"}, "cannot be walked",
    ),
    "children that lie": (
        {"method": "def children(self): return iter([1, 'a'])"}, "cannot be walked",
    ),
    "parameters that lie": (
        {"method": "def parameters(self, *a, **k): return iter([1])"}, "cannot be walked",
    ),
    "parameters that raise": (
        {"method": f"def named_parameters(self, *a, **k): {RAISES}"}, "cannot be walked",
    ),
    "modules that are none": ({"method": "def modules(self): return None"}, "cannot be walked"),
    "a name that is a number": (
        {"construct": "self._modules[3] = nn.ReLU()"}, "a module's name is no text",
    ),
    "an error of 100,000 lines": (
        {"forward": "raise ValueError('a\\n' * 100_000)"}, "ValueError: a",
    ),
    "a mode that raises": ({"method": f"def train(self, mode=True): {RAISES}"}, "train(False)"),
    "a result that holds itself": (
        {"forward": "held = [x]\n        held.append(held)\n        return held"}, "recursion",
    ),
    "a result 3,000 deep": (
        {"forward": "for _ in range(3000): x = [x]\n        return x"}, "recursion",
    ),
}  # fmt: skip
"""Each is a failure of the network, told in words."""


REPLACED = {
    name: {"top": top, "forward": f"{name} = None"}
    for name, top in {
        "pathlib.Path": "import pathlib", "linecache.getline": "import linecache",
        "tokenize.open": "import tokenize", "signal.setitimer": "import signal",
        "functools.partial": "import functools", "os.fspath": "",
        "builtins.isinstance": "", "builtins.__import__": "", "sys.path": "", "sys.meta_path": "",
        "sys.modules": "", "os.environ": "", "torch.Tensor.shape": "",
        "torch.Tensor.stride": "", "nn.Module.named_modules": "",
    }.items()
}  # fmt: skip
"""What others need, and what is missed where it is not there, is named."""


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[[str, dict[str, str]], Ran]:
    """Return a function that runs a command on a network with these parts."""
    monkeypatch.chdir(tmp_path)
    command = running(capsys, monkeypatch)

    def ran(name: str, parts: dict[str, str]) -> Ran:
        Path("net.py").write_text(NET.format(**{**PARTS, **parts}), encoding="utf-8")
        return command(name, "net.py", "-i", "32", "--timeout", "20")

    return ran


@pytest.mark.parametrize("odd", HARMLESS)
def test_an_odd_class_is_shown_as_any_other(run: Callable[..., Ran], odd: str) -> None:
    ran = run("inspect", HARMLESS[odd])
    assert (ran.status, "Conv 3×3" in ran.out) == (0, True), ran.err


@pytest.mark.parametrize("command", ["inspect", "lint"])
@pytest.mark.parametrize("odd", SAID)
def test_an_odd_failure_is_told_in_words(run: Callable[..., Ran], command: str, odd: str) -> None:
    parts, said = SAID[odd]
    ran = run(command, parts)
    assert ran.status in {1, 2}
    assert said in ran.out + ran.err


@pytest.mark.parametrize(
    ("forward", "said"),
    [("return self(x)", "`Net` calls itself"), ("x = Net()(x)", "lies in 200 others")],
)
def test_a_recursion_without_end_is_told(run: Callable[..., Ran], forward: str, said: str) -> None:
    assert run("inspect", {"forward": forward}).status == 1
    ran = run("lint", {"forward": forward})
    assert (ran.status, said in ran.out) == (1, True)


@pytest.mark.parametrize("command", ["inspect", "lint"])
@pytest.mark.parametrize("name", REPLACED)
def test_what_was_replaced_is_named_where_it_is_missed(
    run: Callable[..., Ran], command: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for part in (torch.Tensor.shape, torch.Tensor.stride, nn.Module.named_modules):
        owner = nn.Module if part is nn.Module.named_modules else torch.Tensor
        monkeypatch.setattr(owner, part.__name__, part)  # which is put back afterwards
    ran = run(command, REPLACED[name])
    assert ran.status in {0, 1, 2}
    if ran.status == 2 or "error: " in ran.err:
        assert f"{name.removeprefix('builtins.')}`" in ran.err

"""A trace in a program with several threads: nothing stays changed, and others notice nothing."""

import io
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch
from torch import nn

from resnet_inspect import api

PATCHED = (
    (nn.Module, "__call__"), (nn.Module, "__init__"), (nn.Module, "load_state_dict"),
    (torch, "compile"), (torch.jit, "script"), (torch.hub, "load_state_dict_from_url"),
    (sys, "stdout"),
)  # fmt: skip


def _held() -> list[object]:
    return [getattr(owner, name) for owner, name in PATCHED]


def _traces(count: int) -> list[int]:
    return [api.inspect("resnet18", 64).parameters.network.total for _ in range(count)]


def test_four_threads_at_once_leave_the_process_as_it_was() -> None:
    before = _held()
    with ThreadPoolExecutor(4) as pool:
        totals = [total for found in pool.map(_traces, [3] * 4) for total in found]
    assert set(totals) == {11_689_512}
    assert _held() == before


def test_a_trace_inside_of_a_trace_waits_for_nothing() -> None:
    class Curious(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            api.inspect(nn.Linear(4, 2), (1, 4))
            return x + 1

    assert api.inspect(Curious(), (1, 4)).complete


def test_threads_that_train_meanwhile_learn_and_print_as_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    printed = io.StringIO()
    monkeypatch.setattr(sys, "stdout", printed)
    stop, steps, wrong = threading.Event(), [0], []

    def train() -> None:
        while not stop.is_set():
            network = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.Flatten(), nn.LazyLinear(2))
            loss = network(torch.ones(2, 3, 8, 8)).square().mean()
            loss.backward()
            if loss.is_meta or network[0].weight.grad is None:
                wrong.append(loss)
            print("step")  # noqa: T201 - what is tested
            steps[0] += 1

    worker = threading.Thread(target=train)
    worker.start()
    try:
        _traces(6)
    finally:
        stop.set()
        worker.join()
    assert wrong == []
    assert printed.getvalue().count("step") == steps[0] > 0

"""Ctrl-C is told apart from code that raises what it raises."""

import os
import signal
import threading
import time
from collections.abc import Iterator

import pytest

from resnet_inspect.tracing.interrupts import told_apart, was_pressed


@pytest.fixture(autouse=True)
def listening() -> Iterator[None]:
    """Let SIGINT arrive: a shell starts what it runs in the background deaf to it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def press() -> None:
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(5)


def test_a_pressed_key_is_the_interrupt_that_everyone_expects() -> None:
    with pytest.raises(KeyboardInterrupt) as caught, told_apart():
        press()
    assert type(caught.value) is KeyboardInterrupt
    with told_apart():
        with pytest.raises(KeyboardInterrupt) as inside:
            press()
        assert was_pressed(inside.value)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_code_may_raise_it_itself() -> None:
    with told_apart():
        assert not was_pressed(KeyboardInterrupt())
        assert not was_pressed(ValueError())


def test_where_nothing_tells_them_apart_it_was_pressed() -> None:
    assert was_pressed(KeyboardInterrupt())


def test_a_handler_of_the_programs_own_stays() -> None:
    heard: list[int] = []
    own = lambda number, _frame: heard.append(number)  # noqa: E731 - a handler
    signal.signal(signal.SIGINT, own)
    with told_apart():
        assert signal.getsignal(signal.SIGINT) is own
        assert was_pressed(KeyboardInterrupt())


def test_other_threads_change_no_handler() -> None:
    seen: list[object] = []

    def work() -> None:
        with told_apart():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [signal.default_int_handler]

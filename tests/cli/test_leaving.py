"""How the process ends: at once, but with everything printed and every exit handler run."""

import subprocess
import sys


def ending(code: str) -> subprocess.CompletedProcess[str]:
    """Run a program that ends itself with ``leave``."""
    program = f"from resnet_inspect.cli.main import leave\n{code}"
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )


def test_leaving_sets_the_status_and_prints_what_was_written() -> None:
    ended = ending("print('written', end=''); leave(3)")
    assert (ended.returncode, ended.stdout, ended.stderr) == (3, "written", "")


def test_exit_handlers_run_and_may_print() -> None:
    assert ending("import atexit; atexit.register(print, 'bye'); leave(0)").stdout == "bye\n"


def test_threads_that_go_on_for_ever_do_not_keep_the_process() -> None:
    code = (
        "import threading, time; threading.Thread(target=time.sleep, args=(600,)).start(); leave(0)"
    )
    assert ending(code).returncode == 0

"""A cluster on this machine."""

import socket
import sys
from contextlib import suppress

import pytest

from resnet_inspect.survey.running.cluster import connected

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="surveys are of Linux")

USUAL_PORT = 8787


def test_a_survey_starts_beside_whatever_has_dasks_usual_port() -> None:
    """Warnings are errors here: dask would warn of the port."""
    with socket.socket() as taken:
        with suppress(OSError):  # another one has it: just as well
            taken.bind(("127.0.0.1", USUAL_PORT))
            taken.listen()
        with connected(jobs=1) as client:
            assert client.submit(pow, 2, 3).result() == 8

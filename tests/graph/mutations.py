"""Damaged traces."""

import json
from random import Random

from tests.damage import damaged


def mutated(text: str, random: Random) -> str:
    """Return a trace's text with one or two changes in its graph."""
    document = json.loads(text)
    return json.dumps({**document, "graph": damaged(document["graph"], random)})

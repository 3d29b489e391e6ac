"""A task of a list becomes a row: with the inputs and arguments that the list says."""

from pathlib import Path
from textwrap import dedent

from resnet_inspect.survey.networks.listing import read_listing
from resnet_inspect.survey.rows.measure import measure
from resnet_inspect.survey.rows.row import Row
from resnet_inspect.survey.rows.settings import Settings

NETWORK = """
    from torch import nn

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv, self.words = nn.Conv2d(3, 8, 3), nn.Embedding(100, 8)

        def forward(self, image, ids):
            return self.conv(image).mean((2, 3)) + self.words(ids).mean(0)
"""


def test_a_list_names_the_inputs_of_a_network(tmp_path: Path) -> None:
    network, csv, text = (tmp_path / name for name in ("net.py", "list.csv", "list.txt"))
    network.write_text(dedent(NETWORK), encoding="utf-8")
    csv.write_text(f"target,input\n{network},image=32 ids=16:int64\n", encoding="utf-8")
    text.write_text(f"{network} input=ids=16:int64 input=image=32\n", encoding="utf-8")
    for listing in (csv, text):
        (task,) = read_listing(listing)
        row = measure(task, Settings(lint=True))
        assert isinstance(row, Row)
        assert row.to_dict()["input"] == "image=1x3x32x32 ids=16"

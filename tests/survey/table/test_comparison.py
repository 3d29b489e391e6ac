"""What changed between two surveys."""

from dataclasses import replace

from resnet_inspect.survey.rows.row import Row
from resnet_inspect.survey.table.comparison import changes

OLD = Row(target="a", size="224", params=25_557_032, macs=4_089_184_256, seconds=1.0, codes="")


def test_the_same_rows_in_another_order_and_time_are_no_change() -> None:
    other = Row(target="b")
    assert changes([OLD, other], [other, replace(OLD, seconds=9.0)]) == []


def test_each_column_that_differs_is_a_line() -> None:
    new = replace(OLD, params=11_689_512, error="broken")
    assert "\n".join(map(str, changes([OLD], [new]))).splitlines() == [
        "a 224: params 25.6 M -> 11.7 M",
        "a 224: error – -> broken",
    ]


def test_a_difference_that_rounding_hides_is_written_out() -> None:
    assert [str(one) for one in changes([OLD], [replace(OLD, params=25_557_033)])] == [
        "a 224: params 25557032 -> 25557033"
    ]


def test_new_and_gone_networks_are_changes() -> None:
    assert list(map(str, changes([OLD], [Row(target="b")]))) == ["b: new", "a 224: gone"]

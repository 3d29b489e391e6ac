"""Print the benchmarks, or those whose titles hold a word: ``-m tests.benchmarks growth``."""

import argparse
import sys
from collections.abc import Callable, Iterable, Mapping

from tests.benchmarks import commands, figures, growth, lints, peaks, reports, sizes, surveys
from tests.benchmarks.row import Row


def sections(repeats: int) -> Mapping[str, Callable[[], Iterable[Row]]]:
    """Return the benchmarks by title."""
    return {
        "Commands, from start to end": lambda: commands.rows(repeats),
        # Before this process grows: the system counts a parent's size as its child's.
        "Memory, the most that a process uses": lambda: growth.memory_rows(min(repeats, 3)),
        "Report of ResNet-50, in one process": lambda: reports.rows("resnet50", repeats),
        "Report of ResNet-152, in one process": lambda: reports.rows("resnet152", repeats),
        "Sizes of ResNet-152, in one process": lambda: sizes.rows(repeats),
        "Lint, in one process": lambda: lints.rows(repeats),
        "Figures of a saved trace, in one process": lambda: figures.rows(repeats),
        "Surveys of 200 networks of timm": surveys.rows,
        "Surveys, memory of a worker": surveys.memory_rows,
        "Peaks of memory, beside MemTracker": peaks.rows,
        "Growth, a chain of residual blocks": growth.time_rows,
    }


def main() -> None:
    """Print one section after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("word", nargs="?", default="", help="only sections with this in the title")
    parser.add_argument("--repeats", type=int, default=7, help="of which the median is shown")
    given = parser.parse_args()
    for title, rows in sections(given.repeats).items():
        if given.word.lower() in title.lower():
            sys.stdout.write(f"\n{title}\n")
            for row in rows():
                sys.stdout.write(f"{row}\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()

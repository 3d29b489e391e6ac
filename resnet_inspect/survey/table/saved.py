"""The rows of an earlier survey, from any of its files that keep them whole."""

from pathlib import Path

from resnet_inspect.survey.rows.journal import ENDINGS, journal_of, read_journal
from resnet_inspect.survey.rows.row import Row
from resnet_inspect.survey.table.arrow import read_parquet

PARQUET = ".parquet"


def is_survey(path: str) -> bool:
    """Tell by its name whether a file is a survey.

    Example:
        >>> is_survey("zoo.parquet"), is_survey("zoo.jsonl"), is_survey("zoo.csv")
        (True, True, False)
    """
    return Path(path).suffix.lower() in {PARQUET, *ENDINGS}


def read_survey(path: str) -> list[Row]:
    """Return the rows of a Parquet file or of JSON lines.

    Raises:
        UsageError: The file cannot be read, or is no survey.
    """
    if Path(path).suffix.lower() == PARQUET:
        return read_parquet(Path(path))
    return read_journal(Path(path))


def rows_to_resume(output: str) -> list[Row]:
    """Return the rows that an output's journal holds; none where there is no journal yet."""
    journal = journal_of(output)
    return read_journal(journal) if journal.is_file() else []

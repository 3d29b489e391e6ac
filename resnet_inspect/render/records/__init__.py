"""A report as plain records: what programs read, one dataclass for each kind of line."""

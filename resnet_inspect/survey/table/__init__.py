"""Rows as a table: chosen, sorted, compared, written."""

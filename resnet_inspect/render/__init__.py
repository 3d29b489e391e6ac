"""A report as text: tables, diagrams, findings, one format a file."""

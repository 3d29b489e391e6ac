"""Lint findings as text: code frames, one line each, JSON, SARIF, GitHub, Markdown."""

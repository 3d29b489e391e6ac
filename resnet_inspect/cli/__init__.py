"""The command line: one command a file; each parses, calls the API, prints, and sets the status."""

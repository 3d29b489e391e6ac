"""The rules, one a file, named after the rule."""

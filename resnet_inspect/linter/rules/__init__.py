"""The rules, one a file, named after the rule, in a folder for each hundred of their codes."""

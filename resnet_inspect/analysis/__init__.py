"""Pure functions from a traced graph to facts about it, one frozen result a file."""

"""What the command line alone does for a survey: its flags, and where each output goes."""

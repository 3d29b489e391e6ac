"""What is surveyed: from wildcards, folders and lists to one task a network and size."""

"""Many networks, one table: tasks, their rows, the processes that make them, the outputs."""

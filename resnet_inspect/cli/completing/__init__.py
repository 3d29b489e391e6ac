"""What the shell offers for a word that is half typed. Nothing here imports torch."""

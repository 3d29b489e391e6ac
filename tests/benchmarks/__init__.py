"""Speed and memory, printed as ratios: ``make bench``. Not a test: nothing here fails."""

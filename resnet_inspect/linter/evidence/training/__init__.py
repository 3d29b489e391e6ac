"""What the code that trains a network does with it: no rule stands here."""

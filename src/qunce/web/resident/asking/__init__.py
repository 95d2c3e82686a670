"""Where people are asked: the draft in plain words, and their own."""

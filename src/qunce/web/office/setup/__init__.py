"""What a campaign office sets up once: places with their posters, categories, who is responsible,
who lies beside whom.

Owns: these pages.  Promises: only a campaign office's own units are shown, and nothing is taken
away that a message already names.  Leaves to others: the writing (organisations, matters).
"""

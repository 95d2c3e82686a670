"""Units, posts, hand-overs, closing and merging.

Owns: these pages.  Promises: a unit that is not yours and one that does not exist look alike; a
word for a first password is shown once, and nobody but an office above gives one; how people
prefer to study is never counted here.  Leaves to others: the rules (accounts, reorganisations).
"""

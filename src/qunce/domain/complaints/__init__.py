"""What staff say against the campaign or the software itself, and the county's answers.

Owns: each complaint and its answer.  Promises: it may be said without a post, and the county
level answers, never the unit it speaks of.  Leaves to others: residents' messages (voices).
"""

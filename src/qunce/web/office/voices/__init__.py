"""Messages as staff work on them: the queue, one message with its story, writing one down.

Owns: sorting, answering and timing as pages.  Promises: a page greys a button with the sentence
with which the action would refuse.  Leaves to others: every rule (domain.voices).
"""

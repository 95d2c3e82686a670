"""A campaign: its directive, goals, duties, actions, stages, documents and calendar.

Owns: the draft read from a directive and the office's decisions on it, and the campaign adopted
from it.  Promises: every line keeps the sentence it came from; adoption puts the gates before
the documents and stages they guard.  Leaves to others: the asking of the people (gates and above).
"""

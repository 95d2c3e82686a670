"""How often something was done in a stretch of time, by whoever is named by an opaque key.

Owns: the counts, one row for each key.  Promises: of two who count at the same instant neither is
lost, and counting is one statement.  Leaves to others: what is counted, how much is too much, and
to make keys of which nobody can read a person or an address.
"""

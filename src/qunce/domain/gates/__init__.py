"""The five gates: ask, hear, let review, consult, let judge.

Owns: each gate's rule (fixed and recorded before the asking starts), its state, when it passed.
Promises: a gate is passed only through evidence presented from above, never by a date or a
switch; a changed rule is a new version and is on the record.  Leaves to others: the asking itself
(consultations, ballots) and what a gate guards (campaigns point down to their gate).
"""

"""What a unit and a post owe when, and how it comes to be done without being reported.

Owns: completions with their evidence, days that were moved, the calendar of everything asked of
a unit, and a branch's week.  Promises: what the system knows completes a duty by itself; a duty
stays with the post, whoever holds it.  Leaves to others: the facts that are the evidence.
"""

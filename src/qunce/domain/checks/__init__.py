"""Going and looking: place-by-place check lists, and numbers counted day by day.

Owns: check lists with their questions and rounds, what was found at each place, and series of
daily numbers (a school's absences, a clinic's flu-like cases).  Promises: numbers only, never a
person; a finding becomes a problem once.  Leaves to others: putting it right (problems) and
noticing what sprouts (early warning).
"""

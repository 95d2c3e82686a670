"""Figures that say how sure they are: pure functions on numbers and arrays, no Django.

Owns: intervals, response rates, bounds under non-response, comparisons, funnel limits, release of
small groups, groups of opinion, and the last vote of each.  Promises: every public function names
its units, its errors and its source; nothing here knows a person, a unit or a database.  Leaves to
others: what is counted, and what is shown of it.
"""

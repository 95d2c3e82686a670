"""A branch's week on one page, and recording each of its lines there.

Owns: which lines the page has and which steps are offered on each.  Promises: a step taken here
has the form and the one action of the page it belongs to; what is sent twice is done once.
Leaves to others: every form, every rule, every action.
"""

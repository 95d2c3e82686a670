"""The problem list as staff work on it: lists, one problem with its whole story, exports.

Owns: the pages of each step from finding to closing.  Promises: a page greys a button with the
sentence with which the action would refuse.  Leaves to others: every rule (domain.problems).
"""

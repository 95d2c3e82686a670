"""Promises and practice projects, as the public sees them.

Owns: the list by unit, and one page for each with its timeline.  Promises: what is overdue says
so, what was withdrawn stays; residents' words only once read through, counts only in tens.
Leaves to others: saying something (web.resident), and every rule (domain.practice).
"""

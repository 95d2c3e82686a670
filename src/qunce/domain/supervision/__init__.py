"""Guidance groups of an area: whom to visit, what help was given, what came of what was found.

Owns: groups, visits, findings and follow-up.  Promises: help goes where matters are stuck, no
unit gets a score, and no unit is visited more often than the county allows.  Leaves to others:
the problems and answers that come of a finding.
"""

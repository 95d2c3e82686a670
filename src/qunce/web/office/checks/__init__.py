"""Check lists and daily numbers: set up at a desk, filled in on the spot with a phone.

Owns: these pages.  Promises: a round goes on where it was left, place by place.  Leaves to
others: every rule (domain.checks).
"""

"""Practice projects, promises and targets: what this unit set itself, and what is next.

Owns: these pages.  Promises: each page offers what its post may do now, and says why not with
the rules' own words.  Leaves to others: every rule and count (domain.practice).
"""

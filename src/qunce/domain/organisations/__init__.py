"""The tree of units and areas, of every kind.

Owns: units (county, town, village, school, clinic, enterprise ...), the areas that a guidance
group looks after.  Promises: one root per tree, no circle, a unit's kind is one the product
knows.  Leaves to others: who works there (accounts), what they owe (campaigns).
"""

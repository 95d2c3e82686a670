"""What is made public, in which wording, since when: progress, stories, bulletins, open data.

Owns: publications, stories, bulletins and the datasets with their dictionary.  Promises: no name
of a resident, no figure that points at a few, and every number leads to what it counts.  Leaves
to others: the facts.
"""

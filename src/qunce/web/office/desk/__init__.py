"""The desk of a campaign: its gates in order, its documents and stages, and what comes next.

Also what others do at its gates: the four checks of those who did not write, the decision of a
higher post.  Begins no asking itself; leads to consultations and ballots, which do.
"""

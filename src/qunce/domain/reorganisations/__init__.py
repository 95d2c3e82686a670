"""Units that close or merge in the middle of a campaign, and where what they owed goes.

Owns: each reorganisation with its day and its reason.  Promises: nothing open is lost; a unit is
closed only when every open matter has somewhere to go.  Leaves to others: the tree itself
(organisations) and the matters.
"""

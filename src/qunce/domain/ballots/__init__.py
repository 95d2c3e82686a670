"""Secret judgement: a drawn sample, sealed slips, counts that must add up.

Owns: the frozen frame by stratum, the draw from public dice, the codes as tags, the urns, batches
of paper keyed twice, the count, and the files with which anybody replays it.  Promises: a code is
spent once, nothing links a slip to a code or a person, and no count is closed while a slip is
unaccounted for.  Leaves to others: whether the gate is passed (gates), how a figure is estimated
(statistics), and what people say in their own words outside the urn (consultations).
"""

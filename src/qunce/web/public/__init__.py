"""Pages for everybody, without an account: campaigns, who owes what, and the record.

Promises: posts, never persons; at most twelve statements a page, as many for three actions as
for three hundred.  Leaves to others: the reading itself (domain.campaigns.queries,
domain.record.queries), the look (shell).
"""

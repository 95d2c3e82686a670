"""Staff, posts, and who acts for which unit.

Owns: users (staff only; residents need no account), posts of a unit, who holds a post and since
when.  Promises: a post has at most one holder at a time; what one may do follows from the post
one acts for, never from the person.  Leaves to others: what a post owes (campaigns).
"""

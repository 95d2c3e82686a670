"""The problem list: what is wrong, who puts it right by when, and who says that it is right.

Owns: each problem from finding to closing with its measures, dates, checks, confirmations and
second looks.  Promises: whoever did the work neither checks nor closes it; a problem is closed
only after a second party checked and those concerned confirmed; "not fixed" opens it again.
Leaves to others: what was said (voices), and what is made public.
"""

"""What may be asked of a unit: fields and minutes of forms, visits and checks.

Owns: the form budget of each level, what each form asks of it, how long forms take (counted for
forms, never for persons), and the limit on visits and checks of a unit in a month.  Promises: a
field beyond the budget stands with its reason in public; a visit beyond the limit is refused.
Leaves to others: the forms, the visits and the checks themselves.
"""

"""Study that fits: materials, a branch's plan, sessions, and what is brought home to people.

Owns: materials, how a member prefers to study, plans, sessions with what will change, and
home-delivery rounds.  Promises: nothing is said of illness or ability, nobody is counted, and
what is said at a door enters without a name.  Leaves to others: the problems and projects that
come of it.
"""

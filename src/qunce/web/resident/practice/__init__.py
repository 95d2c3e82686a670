"""What people say of it of a promise or a practice project: one question, four answers.

Owns: the form and its thanks.  Promises: no name, no account, no code; the same form sent twice
counts once.  Leaves to others: what is shown of it (web.public), and every rule
(domain.practice).
"""

"""Who spoke: sealed, and opened only for a stated purpose.

Owns: name, telephone, address and spoken words of people who want an answer, encrypted with keys
that do not lie in the database; who opened them, when and what for.  Promises: nothing is opened
without a purpose and an entry in the record; changing the key changes no content.  Leaves to
others: which post may open which identity (voices decide that); it knows no message.
"""

"""Who spoke: sealed, and opened only for a stated purpose.

Owns: name, telephone, address and spoken words of people who want an answer, encrypted with keys
that do not lie in the database; who opened them, when and what for.

Promises

* the database alone, or a copy of it, tells nothing about who spoke, not even by length;
* an identity is opened only together with a row that says which post opened it and what for,
  and an entry in the record; both are written before anybody sees a word;
* a lost key is said plainly, and no new one is taken in its place;
* changing the key changes no content, and may be interrupted at any moment.

Leaves to others: which post may open which identity (voices decide that), and when one is
forgotten; it knows no message.
"""

"""Finding text by any part of it, in Chinese as in English, on both databases.

Owns: the pairs of characters of each text that may be found, under an opaque kind and number.
Promises: a search for one, two or more characters finds every text in which they stand, and no
other.  Leaves to others: who may see what was found; a search gives numbers to filter by.
"""

"""How people judged: the result, how sure it is, and the files to count it again."""

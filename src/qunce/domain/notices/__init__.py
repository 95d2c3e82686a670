"""What a post has to know: a line on its page, a mail if it wants one, a printed list.

Owns: notices to posts, whether they were read, and the mail that goes out.  Promises: the same
thing is told once, and a notice names no resident and quotes nothing they said.  Leaves to
others: what is worth telling, and when.
"""

"""Practice projects and public promises, and the targets that count what came of them.

Owns: projects with their steps and result, promises, a leader's comment, what residents say of
them, and the targets of county, town and village.  Promises: whoever promised does not judge;
targets count what happened, and nobody types a number.  Leaves to others: problems, and what is
made public.
"""

"""Work that is done later: what django.tasks leaves open.

Owns: the workers that are alive (heartbeat), which job they hold and how often it was tried, and
what is due at regular times.  Promises: a job whose worker died is taken up again, a job that
fails is tried again a few times and then kept where the operator sees it, and what is scheduled
runs once, however many machines ask for it.  Leaves to others: what a job does; a job must bear
being run twice.

A job is an ordinary task of django.tasks (``@task()``, then ``enqueue`` inside the transaction
it belongs to).  Its arguments are numbers of rows, never what a resident wrote.
"""

"""Programs that hand in messages through Open311: their keys, and their trials.

Owns: API keys (only their hashes), and what was sent to the test endpoint, kept apart from real
messages.  Promises: a withdrawn key opens nothing; a key is shown once.  Leaves to others: the
protocol (web.open311) and the messages (voices).
"""

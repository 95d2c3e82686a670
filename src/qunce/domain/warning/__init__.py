"""What is sprouting: how many spoke of what, where, and what is more than usual.

Owns: counts of distinct speakers, alerts, what became of them, the town's budget of false alarms
and the registry of changes in reporting.  Promises: an alert is about a matter and a place, never
about a person; no cell under three is shown; whoever is spoken against sees nothing of it.
Leaves to others: the messages (voices), and the problem that comes of an alert.
"""

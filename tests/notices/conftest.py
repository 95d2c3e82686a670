"""The cast is on stage; kinds of notice for the tests; a town in which real processes work."""

from cast import cast
from jobs.real_processes import migrated_database, migrated_file, own_town
from notices.telling import LATE, PLAIN

__all__ = ["LATE", "PLAIN", "cast", "migrated_database", "migrated_file", "own_town"]

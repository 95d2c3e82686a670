"""The cast is on stage; and towns of one's own for those who look at the same moment."""

from cast import cast
from jobs.real_processes import migrated_database, migrated_file, own_town

__all__ = ["cast", "migrated_database", "migrated_file", "own_town"]

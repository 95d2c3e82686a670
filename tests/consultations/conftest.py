"""The cast is on stage; where a test needs real commits, a town in which real processes work."""

from cast import cast
from jobs.real_processes import migrated_database, migrated_file, own_town

__all__ = ["cast", "migrated_database", "migrated_file", "own_town"]

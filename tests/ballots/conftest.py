"""The cast is on stage; some tests have an installation that really commits."""

from cast import cast
from jobs.real_processes import migrated_database, migrated_file, own_town

__all__ = ["cast", "migrated_database", "migrated_file", "own_town"]

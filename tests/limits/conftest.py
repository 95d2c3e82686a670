"""A town in which real processes count."""

from jobs.real_processes import migrated_database, migrated_file, own_town

__all__ = ["migrated_database", "migrated_file", "own_town"]

"""The cast is on stage, with an office at the county; a town in which real processes work."""

from budgets_made import county_office
from cast import cast
from jobs.real_processes import migrated_database, migrated_file, own_town

__all__ = ["cast", "county_office", "migrated_database", "migrated_file", "own_town"]

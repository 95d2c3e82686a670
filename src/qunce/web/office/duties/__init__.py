"""Duties, and the calendar of everything asked of a unit."""

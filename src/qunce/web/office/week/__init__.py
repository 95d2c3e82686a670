"""A branch's week on one page."""

"""Noticing early what grows: detectors on counts by week or day, for many series at once.

Pure functions on arrays of (series, weeks); numpy and scipy, no Django.
"""

"""Guidance groups, their visits and findings."""

"""Alerts: the list with its map, the card, and what is done about one."""

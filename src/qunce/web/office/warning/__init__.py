"""Alerts: the list with its map, the card, what is done about one, and what the town decides."""

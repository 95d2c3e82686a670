"""Materials, plans, sessions and home-delivery rounds."""

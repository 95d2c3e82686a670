"""Progress, stories, bulletins, feed and open data."""

"""Why something may not be done.  Pure: nothing is read that was not handed in."""

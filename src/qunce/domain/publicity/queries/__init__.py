"""Reads that pages share.  Each says how many statements it costs, whatever the number of rows."""

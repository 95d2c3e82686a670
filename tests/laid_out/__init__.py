"""The tests' databases are new ones: made at once, as ``qunce migrate`` makes a new one."""

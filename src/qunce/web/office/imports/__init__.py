"""Ledgers as spreadsheets: upload, preview row by row, take over, download what was set aside.

Owns: these pages.  Promises: nothing is taken over before its preview was seen.  Leaves to
others: reading files (exchange), rules (domain.imports).
"""

"""Ledgers that came as spreadsheets: read, looked through, then taken over row by row.

Owns: an uploaded ledger, what each row will become, what was set aside and why, and how far the
work is.  Promises: nothing is taken over before somebody saw the preview; a row is taken over
once or not at all, and a row that cannot be is kept for download.  Leaves to others: reading the
file (exchange), and messages and problems themselves.
"""

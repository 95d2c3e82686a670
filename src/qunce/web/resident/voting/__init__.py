"""Where a slip is filled in on the web, and looked up whether it was counted.

The code travels in the body of each request and lies nowhere else: not in an address, the
session, a cookie, a log or the browser's drafts.  Nothing remembers that this browser voted.
"""

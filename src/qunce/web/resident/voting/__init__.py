"""Where a slip is filled in on the web, and looked up whether it was counted."""

"""The form budget, what it is held against, and the limit on visits and checks."""

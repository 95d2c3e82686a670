"""The form budget, and the limit on visits and checks."""

"""Promises and practice projects, as the public sees them."""

"""What residents say of a promise or a practice project."""

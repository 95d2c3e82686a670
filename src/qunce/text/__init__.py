"""Reading text: pure functions on strings, no Django, usable by a researcher on their own."""

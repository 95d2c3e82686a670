"""Pages of the office for asking people: the draft, what they said, what came of it."""

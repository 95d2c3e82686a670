"""What people said when they were asked, and what came of it."""

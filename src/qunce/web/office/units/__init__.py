"""Units, posts, hand-overs, closing and merging."""

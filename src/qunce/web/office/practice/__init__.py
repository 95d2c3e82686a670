"""Practice projects, promises and targets."""

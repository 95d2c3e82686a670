"""The cast, and a browser in which nobody is signed in."""

from cast import cast

__all__ = ["cast"]

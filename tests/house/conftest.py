"""The cast is on stage."""

from cast import cast

__all__ = ["cast"]

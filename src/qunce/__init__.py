"""Qunce (群策): from the directive that starts a campaign to the people's verdict that ends it."""

__version__ = "0.1.0"

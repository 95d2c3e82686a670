"""Placeholder so that the packages above can load; the owner of this package replaces it."""

from django.db import models


class Identity(models.Model):
    token = models.CharField(max_length=32, unique=True)

    def __str__(self) -> str:
        return "identity"

"""Addresses: units, posts, hand-overs, closing and merging."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

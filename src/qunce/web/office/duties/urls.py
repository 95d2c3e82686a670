"""Addresses: duties, and the calendar of everything asked of a unit."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

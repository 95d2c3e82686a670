"""Addresses: progress, stories, bulletins, feed and open data."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

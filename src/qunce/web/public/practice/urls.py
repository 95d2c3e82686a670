"""Addresses: promises and practice projects, as the public sees them."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

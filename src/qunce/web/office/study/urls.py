"""Addresses: materials, plans, sessions and home-delivery rounds."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

"""Addresses: a branch's week on one page."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

"""Addresses: guidance groups, their visits and findings."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

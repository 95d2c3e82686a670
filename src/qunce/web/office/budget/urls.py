"""Addresses: the form budget, and the limit on visits and checks."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

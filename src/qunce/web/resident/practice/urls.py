"""Addresses: what residents say of a promise or a practice project."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

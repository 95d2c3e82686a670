"""Addresses: the box for complaints about the campaign or the software."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

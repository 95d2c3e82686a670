"""Addresses: what is made public: problems, stories, bulletins."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

"""Addresses: the form budget, and the limit on visits and checks."""

from __future__ import annotations

from django.urls import path

from qunce.web.office.budget import calls, pages

urlpatterns = [
    path("", pages.budget, name="budget"),
    path("calls/", calls.call_limit, name="call_limit"),
    path("levels/<slug:level>/", pages.level, name="budget_level"),
]

"""Addresses below ``/office/week/``, named in the namespace of the office."""

from __future__ import annotations

from django.urls import path

from qunce.web.office.week import acting, show

urlpatterns = [
    path("", show.week, name="week"),
    path("<slug:kind>/<int:pk>/<slug:act>/", acting.record, name="week_record"),
]

"""Addresses below ``/office/ballots/``, named in the namespace of the office."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

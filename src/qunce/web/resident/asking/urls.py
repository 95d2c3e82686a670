"""Addresses below ``/ask/``, named in the namespace of the residents."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

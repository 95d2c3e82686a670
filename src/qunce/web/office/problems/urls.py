"""Addresses below ``/office/problems/``, named in the namespace of the office."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

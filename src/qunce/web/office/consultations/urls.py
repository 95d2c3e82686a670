"""Addresses below ``/office/consultations/``, named in the namespace of the office."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

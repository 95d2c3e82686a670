"""Addresses of the residents."""

from django.urls import URLPattern

app_name = "resident"
urlpatterns: list[URLPattern] = []

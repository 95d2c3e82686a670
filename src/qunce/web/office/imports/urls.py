"""Addresses below ``/office/imports/``, named in the namespace of the office."""

from django.urls import URLPattern, path

from qunce.web.office.imports import pages, steps

urlpatterns: list[URLPattern] = [
    path("", pages.ledgers, name="imports"),
    path("<int:pk>/", pages.ledger, name="import"),
    path("<int:pk>/columns/", steps.columns, name="import_columns"),
    path("<int:pk>/take/", steps.take, name="import_take"),
    path("<int:pk>/drop/", steps.drop, name="import_drop"),
    path("<int:pk>/again/", steps.again, name="import_again"),
    path("<int:pk>/forget/", steps.forget, name="import_forget"),
    path("<int:pk>/rejected.xlsx", pages.rejected, name="import_rejected"),
]

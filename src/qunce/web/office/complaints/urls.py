"""Addresses below ``/office/complaints/``, named in the namespace of the office."""

from django.urls import path

from qunce.web.office.complaints import pages

urlpatterns = [
    path("", pages.complaints, name="complaints"),
    path("new/", pages.new, name="complaint_new"),
    path("<uuid:pk>/", pages.show, name="complaint"),
]

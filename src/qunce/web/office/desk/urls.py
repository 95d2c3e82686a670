"""Addresses of the desk of a campaign, named in the namespace of the office."""

from django.urls import path

from qunce.web.office.desk import askings, campaign, documents, overriding

urlpatterns = [
    path("campaigns/<int:pk>/", campaign.desk, name="desk"),
    path("stages/<int:pk>/begin/", campaign.begin, name="stage_begin"),
    path("documents/<int:pk>/", documents.write, name="document"),
    path("documents/<int:pk>/issue/", documents.issue_it, name="document_issue"),
    path("askings/<int:pk>/checks/", askings.checks, name="asking_checks"),
    path("askings/<int:pk>/extend/", askings.extend, name="asking_extend"),
    path("askings/<int:pk>/break-off/", askings.break_it_off, name="asking_break_off"),
    path("gates/<int:pk>/override/", overriding.override_it, name="override"),
]

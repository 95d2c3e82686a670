"""Addresses below ``/office/warnings/``, named in the namespace of the office."""

from django.urls import path

from qunce.web.office.warning import card, deciding, lists

urlpatterns = [
    path("", lists.warnings, name="warnings"),
    path("budget/", deciding.budget, name="warning_budget"),
    path("changes/", deciding.changes, name="warning_changes"),
    path("changes/<int:pk>/take-back/", deciding.take_back, name="warning_change_take_back"),
    path("<int:pk>/", card.show, name="warning"),
    path("<int:pk>/<slug:step>/", card.act, name="warning_act"),
]

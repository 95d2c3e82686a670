"""Addresses below ``/office/checks/``, named in the namespace of the office."""

from django.urls import path

from qunce.web.office.checks import counts, lists, rounds

urlpatterns = [
    path("", lists.home, name="checks"),
    path("lists/new/", lists.new, name="check_list_new"),
    path("lists/<int:pk>/", lists.show, name="check_list"),
    path("lists/<int:pk>/close/", lists.close, name="check_list_close"),
    path("rounds/<int:pk>/", rounds.show, name="round"),
    path("stops/<int:pk>/", rounds.look, name="stop"),
    path("findings/<int:pk>/problem/", rounds.problem, name="finding_problem"),
    path("series/new/", counts.new, name="series_new"),
    path("series/<int:pk>/", counts.show, name="series"),
    path("series/<int:pk>/close/", counts.close, name="series_close"),
]

"""Addresses below ``/office/problems/``, named in the namespace of the office."""

from django.urls import path

from qunce.web.office.problems import acting, askings, ledger, lists, pictures, show

urlpatterns = [
    path("", lists.problems, name="problems"),
    path("new/", lists.new, name="problem_new"),
    path("levels/", lists.levels, name="problem_levels"),
    path("ledger/<slug:form>/", ledger.download, name="problem_ledger"),
    path("<int:pk>/", show.show, name="problem"),
    path("<int:pk>/<slug:act>/", acting.act, name="problem_act"),
    path("askings/<int:pk>/note/", askings.note, name="asking_note"),
    path("pictures/<int:pk>/<slug:size>/", pictures.show, name="problem_picture"),
]

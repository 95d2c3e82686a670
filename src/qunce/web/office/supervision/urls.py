"""Addresses below ``/office/supervision/``, named in the namespace of the office."""

from django.urls import path

from qunce.web.office.supervision import area, groups, planning, visit

urlpatterns = [
    path("", area.guidance, name="guidance"),
    path("groups/", groups.groups, name="guidance_groups"),
    path("groups/<slug:code>/", groups.group, name="guidance_group"),
    path("groups/<int:pk>/end/", groups.end, name="guidance_group_end"),
    path("groups/<int:pk>/remind/", area.remind, name="guidance_remind"),
    path("units/<int:pk>/visit/", planning.new, name="visit_new"),
    path("visits/<int:pk>/", visit.show, name="visit"),
    path("visits/<int:pk>/<slug:step>/", visit.act, name="visit_act"),
]

"""Addresses: materials, plans, sessions and home-delivery rounds.

``delivery`` takes the number of a *round*: no address names a member or what was brought to whom.
"""

from __future__ import annotations

from django.urls import URLPattern, path

from qunce.web.office.study import deliveries, home, materials, members, plans, sessions

urlpatterns: list[URLPattern] = [
    path("", home.home, name="study"),
    path("sessions/new/", sessions.new, name="session_new"),
    path("sessions/<int:pk>/", sessions.show, name="session"),
    path("sessions/<int:pk>/lines/", sessions.line, name="session_line"),
    path("plan/", plans.plan, name="study_plan"),
    path("plan/steps/<int:pk>/", plans.step, name="study_step"),
    path("members/", members.members, name="members"),
    path("deliveries/", deliveries.rounds, name="deliveries"),
    path("deliveries/new/", deliveries.new, name="delivery_new"),
    path("deliveries/<int:pk>/", deliveries.show, name="delivery"),
    path("materials/", materials.materials, name="materials"),
    path("materials/new/", materials.new, name="material_new"),
    path("materials/<int:pk>/", materials.show, name="material"),
    path("materials/<int:pk>/edit/", materials.edit, name="material_edit"),
    path("materials/<int:pk>/print/", materials.printed, name="material_print"),
    path("materials/<int:pk>/act/", materials.act, name="material_act"),
]

"""Addresses: duties, and the calendar of everything asked of a unit."""

from __future__ import annotations

from django.urls import path

from qunce.web.office.duties import calendar, one, several

urlpatterns = [
    path("", several.duties, name="duties"),
    path("units/", several.units, name="duties_units"),
    path("units/<slug:code>/", several.unit, name="duties_unit"),
    path("calendar/", calendar.show, name="calendar"),
    path("<int:pk>/", one.show, name="duty"),
    path("<int:pk>/done/", one.tell, name="duty_tell"),
    path("<int:pk>/done/back/", one.back, name="duty_take_back"),
    path("<int:pk>/move/", one.move, name="duty_move"),
]

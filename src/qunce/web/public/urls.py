"""Addresses open to everybody."""

from django.urls import include, path

from qunce.web.public import budget, calendar, campaigns, gates, materials, record

app_name = "public"
urlpatterns = [
    path("", campaigns.home, name="home"),
    path("campaigns/<int:pk>/", campaigns.campaign, name="campaign"),
    path("campaigns/<int:pk>/actions/", campaigns.actions, name="actions"),
    path("campaigns/<int:pk>/directive/", campaigns.directive, name="directive"),
    path("campaigns/<int:pk>/gates/<slug:kind>/", gates.gate, name="gate"),
    path("campaigns/<int:pk>/documents/<slug:kind>/", gates.document, name="document"),
    path("campaigns/<int:pk>/units/", campaigns.units, name="units"),
    path("campaigns/<int:pk>/units/<slug:code>/", campaigns.unit, name="unit"),
    path("materials/<int:pk>/", materials.material, name="material"),
    path("calendar/<slug:code>.ics", calendar.unit_calendar, name="unit_calendar"),
    path("budget/", budget.budget, name="budget"),
    path("record/", record.entries, name="record"),
    path("record/head.json", record.head, name="head"),
    path("record/key", record.key, name="key"),
    path("record/<int:index>/", record.entry, name="entry"),
    path("record/<int:index>/receipt.json", record.entry_receipt, name="receipt"),
    path("asked/", include("qunce.web.public.asked.urls")),
    path("ballots/", include("qunce.web.public.ballots.urls")),
    path("promises/", include("qunce.web.public.practice.urls")),
    path("news/", include("qunce.web.public.publicity.urls")),
]

"""Addresses: what residents say of a promise or a practice project."""

from django.urls import path

from qunce.web.resident.practice import views

urlpatterns = [
    path("<slug:kind>/<int:pk>/say/", views.say, name="promise_say"),
    path("<slug:kind>/<int:pk>/said/", views.said, name="promise_said"),
]

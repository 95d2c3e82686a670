"""Addresses below ``/asked/``: what people were asked, what they said, what came of it."""

from django.urls import path

from qunce.web.public.asked import opinions, page

urlpatterns = [
    path("<int:pk>/", page.asked, name="asked"),
    path("<int:pk>/opinions/", opinions.opinions, name="asked_opinions"),
]

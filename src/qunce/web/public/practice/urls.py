"""Addresses: promises and practice projects, as the public sees them."""

from django.urls import path

from qunce.web.public.practice import views

urlpatterns = [
    path("", views.promises, name="promises"),
    path("<int:pk>/", views.promise, name="promise"),
    path("projects/<int:pk>/", views.project, name="project"),
]

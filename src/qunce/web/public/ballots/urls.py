"""Addresses below ``/ballots/``, open to everybody."""

from django.urls import path

from qunce.web.public.ballots import files, page

urlpatterns = [
    path("<int:pk>/", page.ballot, name="ballot"),
    path("<int:pk>/files.zip", files.all_files, name="ballot_files"),
    path("<int:pk>/files/<str:name>", files.one_file, name="ballot_file"),
]

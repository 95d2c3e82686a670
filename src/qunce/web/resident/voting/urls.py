"""Addresses below ``/vote/``, named in the namespace of the residents.

Neither a code nor a ballot stands in one.
"""

from django.urls import path

from qunce.web.resident.voting import casting, counted

urlpatterns = [
    path("", casting.enter, name="vote"),
    path("fill/", casting.fill, name="vote_fill"),
    path("counted/", counted.counted, name="vote_counted"),
]

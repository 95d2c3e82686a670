"""Addresses below ``/office/setup/``, named in the namespace of the office."""

from django.urls import path

from qunce.web.office.setup import categories, dispatch, neighbours, places, posters, start

urlpatterns = [
    path("", start.setup, name="setup"),
    path("places/", places.places, name="places"),
    path("places/new/", places.new, name="place_new"),
    path("places/<slug:code>/close/", places.close, name="place_close"),
    path("places/<slug:code>/reopen/", places.reopen, name="place_reopen"),
    path("posters/", posters.posters, name="posters"),
    path("categories/", categories.categories, name="categories"),
    path("categories/usual/", categories.usual, name="categories_usual"),
    path("categories/new/", categories.new, name="category_new"),
    path("categories/<slug:code>/close/", categories.close, name="category_close"),
    path("dispatch/", dispatch.dispatch, name="dispatch"),
    path("neighbours/", neighbours.neighbours, name="neighbours"),
    path("neighbours/<slug:code>/", neighbours.save, name="neighbours_of"),
]

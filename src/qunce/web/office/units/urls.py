"""Addresses: units, posts, hand-overs, closing and merging."""

from __future__ import annotations

from django.urls import path

from qunce.web.office.units import adding, ending, lists, posts, show

urlpatterns = [
    path("", lists.units, name="units"),
    path("new/", adding.unit_new, name="unit_new"),
    path("<int:pk>/", show.unit, name="unit"),
    path("<int:pk>/posts/new/", adding.post_new, name="post_new"),
    path("<int:pk>/cover/", ending.cover, name="unit_cover"),
    path("<int:pk>/cover/stop/", ending.uncover, name="unit_uncover"),
    path("<int:pk>/close/", ending.close, name="unit_close"),
    path("<int:pk>/merge/", ending.merge, name="unit_merge"),
    path("posts/<int:pk>/", posts.handover, name="post_handover"),
    path("posts/<int:pk>/vacant/", posts.leave_vacant, name="post_vacate"),
    path("posts/<int:pk>/own-branch/", posts.own_branch, name="post_own_branch"),
    path("posts/<int:pk>/word/", posts.word, name="post_word"),
]

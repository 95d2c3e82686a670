"""Addresses: progress, stories, bulletins, feed and open data."""

from __future__ import annotations

from django.urls import path

from qunce.web.public.publicity import bulletins, counted, data, feed, problems, progress, stories

urlpatterns = [
    path("", stories.news, name="news"),
    path("problems/", problems.listed, name="problems"),
    path("problems/<int:pk>/", problems.problem, name="problem"),
    path("campaigns/<int:pk>/", progress.progress, name="progress"),
    path("campaigns/<int:pk>/<slug:code>/", counted.counted, name="counted"),
    path("figures/<int:pk>/", counted.traced, name="traced"),
    path("stories/", stories.stories, name="stories"),
    path("stories/<int:pk>/", stories.story, name="story"),
    path("bulletins/", bulletins.bulletins, name="bulletins"),
    path("bulletins/<int:pk>/", bulletins.bulletin, name="bulletin"),
    path("bulletins/<int:pk>/bulletin.pdf", bulletins.pdf, name="bulletin_pdf"),
    path("feed.xml", feed.feed, name="feed"),
    path("data/", data.open_data, name="open_data"),
    path("data/<str:name>", data.file, name="open_data_file"),
]

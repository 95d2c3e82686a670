"""Addresses: practice projects, promises and targets."""

from django.urls import path

from qunce.web.office.practice import home, new, projects, promises, targets, words

urlpatterns = [
    path("", home.home, name="practice"),
    path("projects/new/", new.project, name="project_new"),
    path("projects/<int:pk>/", projects.show, name="project"),
    path("projects/<int:pk>/<slug:act>/", projects.show, name="project_act"),
    path("promises/new/", new.promise, name="promise_new"),
    path("promises/<int:pk>/", promises.show, name="promise"),
    path("promises/<int:pk>/<slug:act>/", promises.show, name="promise_act"),
    path("words/", words.show, name="practice_words"),
    path("targets/", targets.show, name="targets"),
]

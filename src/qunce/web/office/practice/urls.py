"""Addresses: practice projects, promises and targets."""

from django.urls import path

from qunce.web.office.practice import home, new, projects, promises, targets, words

urlpatterns = [
    path("", home.home, name="practice"),
    path("projects/new/", new.project, name="project_new"),
    path("projects/<int:pk>/", projects.show, name="project"),
    path("promises/new/", new.promise, name="promise_new"),
    path("promises/<int:pk>/", promises.show, name="promise"),
    path("words/", words.show, name="practice_words"),
    path("targets/", targets.show, name="targets"),
]

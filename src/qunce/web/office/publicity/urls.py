"""Addresses: what is made public: problems, stories, bulletins."""

from __future__ import annotations

from django.urls import path

from qunce.web.office.publicity import bulletins, home, problems, stories

urlpatterns = [
    path("", home.home, name="publicity"),
    path("problems/", problems.look_through, name="publicity_problems"),
    path("problems/<int:pk>/", problems.publication, name="publication"),
    path("problems/<int:pk>/withdraw/", problems.withdraw, name="publication_withdraw"),
    path("stories/new/", stories.new, name="story_new"),
    path("stories/<int:pk>/", stories.story, name="story"),
    path("stories/<int:pk>/show/", stories.show, name="story_show"),
    path("stories/<int:pk>/withdraw/", stories.withdraw, name="story_withdraw"),
    path("bulletins/new/", bulletins.new, name="bulletin_new"),
    path("bulletins/<int:pk>/", bulletins.bulletin, name="bulletin"),
    path("bulletins/<int:pk>/count/", bulletins.count, name="bulletin_count"),
    path("bulletins/<int:pk>/draft/", bulletins.draft_anew, name="bulletin_draft"),
    path("bulletins/<int:pk>/issue/", bulletins.issue, name="bulletin_issue"),
    path("bulletins/<int:pk>/withdraw/", bulletins.withdraw, name="bulletin_withdraw"),
    path("bulletins/<int:pk>/draft.pdf", bulletins.pdf, name="bulletin_draft_pdf"),
]

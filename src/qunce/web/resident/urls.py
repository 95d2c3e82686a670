"""Addresses of the residents.  A village's and a place's code may stand in one; nothing of a
person, no word and no query code does."""

from django.urls import include, path

from qunce.web.resident import follow, receipt, say, voice

app_name = "resident"
urlpatterns = [
    path("say/", say.choose, name="say"),
    path("say/in/<slug:code>/", say.say_in, name="say_in"),
    path("say/at/<slug:code>/", say.say_at, name="say_at"),
    path("say/receipt/", receipt.receipt, name="receipt"),
    path("follow/", follow.follow, name="follow"),
    path("follow/leave/", follow.leave, name="leave"),
    path("follow/<int:pk>/", voice.show, name="voice"),
    path("follow/<int:pk>/add/", voice.add, name="add"),
    path("follow/<int:pk>/result/", voice.result, name="result"),
    path("follow/<int:pk>/review/", voice.review, name="review"),
    path("follow/<int:pk>/erase/", voice.erase, name="erase"),
    path("follow/<int:pk>/receipt/", receipt.receipt_again, name="receipt_again"),
    path("follow/<int:pk>/proof.json", receipt.proof, name="proof"),
    path("follow/<int:pk>/pictures/<int:picture_pk>/<slug:size>/", voice.picture, name="picture"),
    path("ask/", include("qunce.web.resident.asking.urls")),
    path("vote/", include("qunce.web.resident.voting.urls")),
    path("promises/", include("qunce.web.resident.practice.urls")),
]

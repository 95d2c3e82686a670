"""Addresses below ``/office/consultations/``, named in the namespace of the office."""

from django.urls import path

from qunce.web.office.consultations import (
    keying,
    meetings,
    paper,
    point,
    points,
    preparing,
    reading,
    show,
)

urlpatterns = [
    path("", show.consultations, name="consultations"),
    path("gates/<int:pk>/new/", preparing.new, name="consultation_new"),
    path("<int:pk>/", show.show, name="consultation"),
    path("<int:pk>/texts/", preparing.texts, name="consultation_texts"),
    path("<int:pk>/paragraphs/", preparing.paragraphs, name="consultation_paragraphs"),
    path("<int:pk>/paragraphs/<int:paragraph_pk>/", preparing.plain, name="consultation_plain"),
    path("<int:pk>/questions/", preparing.questions, name="consultation_questions"),
    path("<int:pk>/questions/ready/", preparing.take_preset, name="consultation_preset"),
    path("<int:pk>/questions/<int:question_pk>/", preparing.question, name="consultation_question"),
    path(
        "<int:pk>/questions/<int:question_pk>/remove/",
        preparing.remove_question,
        name="consultation_question_remove",
    ),
    path("<int:pk>/steps/<slug:act>/", show.act, name="consultation_act"),
    path("<int:pk>/sheets/", keying.key, name="consultation_key"),
    path("<int:pk>/meetings/new/", meetings.new, name="consultation_meeting_new"),
    path("<int:pk>/meetings/<int:meeting_pk>/", meetings.meeting, name="consultation_meeting"),
    path("<int:pk>/paper/", paper.paper, name="consultation_paper"),
    path("<int:pk>/paper/handed-out/", paper.handed_out, name="consultation_handed_out"),
    path("<int:pk>/paper/posted/", paper.posted, name="consultation_posted"),
    path("<int:pk>/paper/form.pdf", paper.form_pdf, name="consultation_form_pdf"),
    path("<int:pk>/paper/notice.pdf", paper.notice_pdf, name="consultation_notice_pdf"),
    path("<int:pk>/names/", reading.names, name="consultation_names"),
    path("<int:pk>/names/show/", reading.show_these, name="consultation_show_these"),
    path("<int:pk>/points/", points.points, name="consultation_points"),
    path("<int:pk>/points/alike/", points.alike, name="consultation_alike"),
    path("<int:pk>/points/together/", points.together, name="consultation_together"),
    path("<int:pk>/points/<int:point_pk>/", point.show, name="consultation_point"),
    path("<int:pk>/points/<int:point_pk>/<slug:act>/", point.act, name="consultation_point_act"),
]

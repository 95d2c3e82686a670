"""Addresses below ``/office/voices/``, named in the namespace of the office."""

from django.urls import path

from qunce.web.office.voices import acting, bulk, contact, pictures, queue, show, write

urlpatterns = [
    path("", queue.queue, name="voices"),
    path("several/", bulk.preview, name="voices_several"),
    path("several/do/", bulk.do, name="voices_several_do"),
    path("several/undo/", bulk.undo, name="voices_several_undo"),
    path("write/", write.write, name="voice_write"),
    path("write/receipt/", write.receipt, name="voice_written"),
    path("pictures/<int:pk>/<slug:size>/", pictures.show, name="voice_picture"),
    path("<int:pk>/", show.show, name="voice"),
    path("<int:pk>/contact/", contact.contact, name="voice_contact"),
    path("<int:pk>/interest/", contact.interest, name="voice_interest"),
    path("<int:pk>/unit/", show.unit, name="voice_unit"),
    path("<int:pk>/<slug:act>/", acting.act, name="voice_act"),
]

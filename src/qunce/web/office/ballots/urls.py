"""Addresses below ``/office/ballots/``, named in the namespace of the office."""

from django.urls import path

from qunce.web.office.ballots import batches, box, prepare, results, rolls, show, slips

urlpatterns = [
    path("", prepare.ballots, name="ballots"),
    path("gates/<int:pk>/new/", prepare.new, name="ballot_new"),
    path("<int:pk>/", show.show, name="ballot"),
    path("<int:pk>/questions/", prepare.edit, name="ballot_edit"),
    path("<int:pk>/roll/", rolls.roll, name="ballot_roll"),
    path("<int:pk>/dice/", rolls.draw, name="ballot_draw"),
    path("<int:pk>/lists/", rolls.lists, name="ballot_lists"),
    path("<int:pk>/slips/", slips.slips, name="ballot_slips"),
    path("<int:pk>/slips/specimen.pdf", slips.look, name="ballot_specimen"),
    path("<int:pk>/slips/printed/", slips.printed, name="ballot_printed"),
    path("<int:pk>/slips/anew/", slips.anew, name="ballot_anew"),
    path("<int:pk>/slips/files/<str:name>", slips.file, name="ballot_slip_file"),
    path("<int:pk>/steps/<slug:act>/", show.act, name="ballot_act"),
    path("<int:pk>/box/", box.box, name="ballot_box"),
    path("<int:pk>/by-hand/", box.by_hand, name="ballot_by_hand"),
    path("<int:pk>/batches/", batches.batches, name="ballot_batches"),
    path("<int:pk>/batches/join/", batches.join, name="ballot_join"),
    path("<int:pk>/batches/<int:batch_pk>/", batches.batch, name="ballot_batch"),
    path("<int:pk>/batches/<int:batch_pk>/undo/", batches.undo, name="ballot_batch_undo"),
    path("<int:pk>/batches/<int:batch_pk>/key/<int:number>/", batches.key, name="ballot_key"),
    path("<int:pk>/batches/<int:batch_pk>/look/", batches.look, name="ballot_look"),
    path("<int:pk>/words/", results.words, name="ballot_words"),
    path("<int:pk>/words/shown/", results.words_as_they_are, name="ballot_words_shown"),
    path("<int:pk>/recount/", results.recount, name="ballot_recount"),
    path("<int:pk>/recount/<int:batch_pk>/", results.recount_batch, name="ballot_recount_batch"),
    path("<int:pk>/result/", results.result, name="ballot_result"),
    path("<int:pk>/poster.pdf", results.poster, name="ballot_poster"),
    path("<int:pk>/files.zip", results.files, name="ballot_files"),
    path("<int:pk>/low/", results.low, name="ballot_low"),
]

"""Addresses below ``/ask/``, named in the namespace of the residents.

A consultation's or a sheet's number may stand in one; no word, no code, no village.
"""

from django.urls import path

from qunce.web.resident.asking import answering, follow, now, others, receipt

urlpatterns = [
    path("", now.now, name="ask_now"),
    path("<int:pk>/", answering.ask, name="ask"),
    path("<int:pk>/others/", others.others, name="ask_others"),
    path("receipt/", receipt.receipt, name="ask_receipt"),
    path("follow/", follow.follow, name="ask_follow"),
    path("follow/leave/", follow.leave, name="ask_leave"),
    path("follow/<int:pk>/", follow.show, name="ask_own"),
    path("follow/<int:pk>/receipt/", receipt.receipt_again, name="ask_receipt_again"),
    path("follow/<int:pk>/proof.json", receipt.proof, name="ask_proof"),
]

"""What stands behind a gate: writing a document, issuing it, beginning a stage."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.db import transaction

from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.models import Document, Stage
from qunce.domain.campaigns.rules import (
    why_not_begin,
    why_not_issue,
    why_not_write,
)
from qunce.domain.campaigns.states import DocumentState
from qunce.domain.gates.models import Gate
from qunce.domain.gates.rules import why_not_look_after
from qunce.domain.record.actions import append
from qunce.domain.record.kinds import register
from qunce.kernel.refusals import Refusal, Refused, gettext_noop

register("document.issued", gettext_noop("Document issued"))
register("stage.begun", gettext_noop("Stage begun"))


@transaction.atomic
def write_document(
    *, document: Document, text: str, seen_version: int, actor: Post, now: datetime
) -> Document:
    """The document says ``text``; a draft until it is issued, and not on the record.

    What is put before the people is copied when they are asked, so a later change of the draft
    changes nothing of the asking.  Refuses posts outside the campaign office of its unit, an
    issued document, and when somebody wrote meanwhile (``seen_version`` is what the writer saw).
    """
    document = _locked(document)
    if reasons := why_not_write(document, actor, text):
        raise Refused(reasons)
    changed = Document.objects.filter(
        pk=document.pk, version=seen_version, state=DocumentState.NOT_ISSUED
    ).update(text=text, version=seen_version + 1)
    if changed != 1:
        raise Refused(_changed_meanwhile())
    return Document.objects.get(pk=document.pk)


@transaction.atomic
def issue(
    *, document: Document, actor: Post, now: datetime, seen_version: int | None = None
) -> Document:
    """The document is out, as it is worded now, and never changes again.

    Recorded as ``document.issued`` with SHA-256 over the wording and how its gate was passed.
    Refuses while the gate is not passed, an empty document, posts outside the campaign office of
    its unit, and a wording that is not the one looked at (``seen_version``).  The database refuses
    as well: only a passage of its own gate lets it out, and nothing changes it afterwards.
    """
    document = _locked(document)
    if reasons := why_not_look_after(document.gate, actor) + why_not_issue(document):
        raise Refused(reasons)
    if seen_version is not None and seen_version != document.version:
        raise Refused(_changed_meanwhile())
    digest = sha256(document.text.encode()).hexdigest()
    issued = Document.objects.filter(
        pk=document.pk, state=DocumentState.NOT_ISSUED, version=document.version
    ).update(
        state=DocumentState.ISSUED,
        issued_at=now,
        issued_by=actor,
        sha256=digest,
        passage_id=document.gate_id,
    )
    if issued != 1:
        raise Refused(_changed_meanwhile())
    append(
        kind="document.issued",
        actor=actor.ref,
        subject=document.ref,
        facts={"document": document.kind, "sha256": digest, "gate": _how_passed(document.gate)},
        now=now,
    )
    return Document.objects.get(pk=document.pk)


@transaction.atomic
def begin_stage(*, stage: Stage, actor: Post, now: datetime) -> Stage:
    """The stage has begun.  Recorded as ``stage.begun``.

    Refuses while its gate is not passed or the stage before it has not begun, and posts outside
    the campaign office of the campaign's unit.
    """
    locked = Stage.objects.select_for_update(of=("self",))
    stage = locked.select_related("gate__unit", "campaign__unit").get(pk=stage.pk)
    before = stage.campaign.stages.filter(place__lt=stage.place).order_by("-place").first()
    reasons = _why_not_of_unit(stage, actor) + why_not_begin(stage, before=before)
    if reasons:
        raise Refused(reasons)
    begun = Stage.objects.filter(pk=stage.pk, begun_at__isnull=True).update(
        begun_at=now, passage_id=stage.gate_id
    )
    if begun != 1:
        raise Refused(why_not_begin(Stage.objects.get(pk=stage.pk), before=None))
    append(
        kind="stage.begun",
        actor=actor.ref,
        subject=stage.ref,
        facts={
            "stage": stage.code,
            "gate": None if stage.gate is None else _how_passed(stage.gate),
        },
        now=now,
    )
    return Stage.objects.get(pk=stage.pk)


def _why_not_of_unit(stage: Stage, actor: Post) -> list[Refusal]:
    """As at a gate of the campaign's unit, for a stage that may have none."""
    return why_not_look_after(Gate(unit=stage.campaign.unit), actor)


def _changed_meanwhile() -> Refusal:
    return Refusal(
        "document_changed_meanwhile",
        gettext_noop(
            "Somebody else changed this document meanwhile. Look at it again, "
            "then save your change."
        ),
        on="text",
    )


def _locked(document: Document) -> Document:
    locked = Document.objects.select_for_update(of=("self",))
    return locked.select_related("gate__unit", "campaign").get(pk=document.pk)


def _how_passed(gate: Gate) -> dict[str, str]:
    return {"gate": gate.kind, "state": gate.state}

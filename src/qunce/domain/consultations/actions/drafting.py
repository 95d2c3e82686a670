"""Preparing what is laid before the people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import F, Max

from qunce.domain.accounts.models import Post
from qunce.domain.campaigns.models import Campaign
from qunce.domain.consultations.actions.acting import (
    as_it_is,
    keep,
    move,
)
from qunce.domain.consultations.models import Consultation, Option, Paragraph, Question
from qunce.domain.consultations.presets import dont_know, preset
from qunce.domain.consultations.rules.asking import (
    MOST_PARAGRAPHS,
    why_not_draft,
    why_not_edit,
    why_not_paragraphs,
    why_not_plain,
    why_not_question,
    why_not_texts,
)
from qunce.domain.consultations.words import paragraphs_of, spoken
from qunce.domain.gates.models import Gate
from qunce.domain.record.kinds import register
from qunce.domain.voices.words import one_line
from qunce.kernel.refusals import Refusal, Refused, gettext_noop, refuse

register("consultation.drafted", gettext_noop("Consultation prepared"))
register("consultation.draft_written", gettext_noop("Text of a consultation written"))
register("consultation.question_written", gettext_noop("Question of a consultation written"))
register("consultation.question_removed", gettext_noop("Question of a consultation removed"))


@transaction.atomic
def draft_consultation(
    *,
    campaign: Campaign,
    gate: Gate,
    title: str,
    introduction: str,
    actor: Post,
    now: datetime,
    text: str = "",
    language: str = "",
) -> Consultation:
    """A consultation at ``gate`` is being prepared; nobody is asked yet.

    ``text``, e.g. of the campaign's document, becomes its paragraphs as with :func:`write_draft`.
    Recorded as ``consultation.drafted``.  Refuses other posts than the campaign office of the
    campaign's unit, a gate that is not the campaign's, and the gate of the verdict.
    """
    belongs = (
        campaign.documents.filter(gate=gate).exists() or campaign.stages.filter(gate=gate).exists()
    )
    title, introduction = one_line(spoken(title)), spoken(introduction)
    texts = paragraphs_of(text)
    refuse(
        why_not_draft(campaign=campaign, gate=gate, post=actor, belongs=belongs)
        + why_not_texts(title=title, introduction=introduction)
        + why_not_paragraphs(texts)
    )
    made = Consultation.objects.create(
        campaign=campaign,
        gate=gate,
        unit=campaign.unit,
        kind=gate.kind,
        title=title,
        introduction=introduction,
        language=language or campaign.language,
        made_by=actor,
        made_at=now,
    )
    Paragraph.objects.bulk_create(
        Paragraph(consultation=made, number=number, text=one)
        for number, one in enumerate(texts, start=1)
    )
    keep(
        kind="consultation.drafted",
        consultation=made,
        actor=actor.ref,
        facts={"gate": gate.kind, "paragraphs": len(texts)},
        now=now,
    )
    return made


@transaction.atomic
def edit_consultation(
    *, consultation: Consultation, title: str, introduction: str, actor: Post, now: datetime
) -> Consultation:
    """The draft has this title and introduction.  Recorded as ``consultation.draft_written``."""
    draft = _draft(consultation, actor)
    title, introduction = one_line(spoken(title)), spoken(introduction)
    refuse(why_not_texts(title=title, introduction=introduction))
    move(consultation=draft, title=title, introduction=introduction)
    _written(draft, actor, now, introduction)
    return draft


@transaction.atomic
def write_draft(
    *, consultation: Consultation, text: str, actor: Post, now: datetime
) -> list[Paragraph]:
    """The draft consists of the paragraphs of ``text``, which empty lines part.

    A paragraph whose text is there already stays the same paragraph, wherever it stands now, with
    its plain wording.  Recorded as ``consultation.draft_written`` with the hash of the text.
    """
    draft = _draft(consultation, actor)
    texts = paragraphs_of(text)
    refuse(why_not_paragraphs(texts))
    there: dict[str, list[Paragraph]] = defaultdict(list)
    for one in draft.paragraphs.all():
        there[one.text].append(one)
    kept, new = [], []
    for number, words in enumerate(texts, start=1):
        same = there[words].pop(0) if there[words] else None
        if same is None:
            new.append(Paragraph(consultation=draft, number=number, text=words))
        else:
            same.number = number
            kept.append(same)
    gone = [one.pk for left in there.values() for one in left]
    Paragraph.objects.filter(pk__in=gone).delete()
    # Out of each other's way first: two of them may change places.
    draft.paragraphs.update(number=F("number") + 2 * MOST_PARAGRAPHS)
    Paragraph.objects.bulk_update(kept, ["number"], batch_size=200)
    Paragraph.objects.bulk_create(new)
    _written(draft, actor, now, "\n\n".join(texts))
    return list(draft.paragraphs.all())


@transaction.atomic
def word_plainly(*, paragraph: Paragraph, plain: str, actor: Post, now: datetime) -> Paragraph:
    """The paragraph is also there in plain words; empty takes them away.  Recorded."""
    draft = _draft(paragraph.consultation, actor)
    plain = spoken(plain)
    refuse(why_not_plain(plain))
    if draft.paragraphs.filter(pk=paragraph.pk).update(plain=plain) != 1:
        raise Refused(_not_there())
    _written(draft, actor, now, plain)
    return Paragraph.objects.get(pk=paragraph.pk)


@transaction.atomic
def add_question(
    *,
    consultation: Consultation,
    text: str,
    options: Sequence[Option],
    actor: Post,
    now: datetime,
) -> Question:
    """A further question with these options and “don't know”.  Recorded."""
    draft = _draft(consultation, actor)
    return _add(draft, [(text, options)], actor, now)[0]


@transaction.atomic
def use_preset(
    *, consultation: Consultation, name: str, actor: Post, now: datetime
) -> list[Question]:
    """The questions of the preset ``name`` are added, in the consultation's language."""
    draft = _draft(consultation, actor)
    try:
        found = preset(name, draft.language)
    except KeyError:
        raise Refused(
            Refusal(
                "preset_unknown", gettext_noop("Choose one of the sets of questions."), on="preset"
            )
        ) from None
    return _add(draft, [(one.text, one.options) for one in found], actor, now)


@transaction.atomic
def edit_question(
    *,
    question: Question,
    text: str,
    options: Sequence[Option],
    actor: Post,
    now: datetime,
) -> Question:
    """The question asks this, with these options and “don't know”.  Recorded."""
    draft = _draft(question.consultation, actor)
    text, options = one_line(spoken(text)), _tidy(options)
    refuse(why_not_question(text, options))
    changed = draft.questions.filter(pk=question.pk).update(
        text=text, options=_stored(options, draft)
    )
    if changed != 1:
        raise Refused(_not_there())
    _asked(draft, actor, now, [question.number])
    return Question.objects.get(pk=question.pk)


@transaction.atomic
def remove_question(*, question: Question, actor: Post, now: datetime) -> None:
    """The question is gone and those after it move up.  ``consultation.question_removed``."""
    draft = _draft(question.consultation, actor)
    found = draft.questions.filter(pk=question.pk).first()
    if found is None:
        raise Refused(_not_there())
    draft.questions.filter(pk=found.pk).delete()
    for later in draft.questions.filter(number__gt=found.number).order_by("number"):
        draft.questions.filter(pk=later.pk).update(number=later.number - 1)
    keep(
        kind="consultation.question_removed",
        consultation=draft,
        actor=actor.ref,
        facts={"question": found.number},
        now=now,
    )


# --- parts


def _draft(consultation: Consultation, actor: Post) -> Consultation:
    draft = as_it_is(pk=consultation.pk)
    refuse(why_not_edit(draft, actor))
    return draft


def _add(
    draft: Consultation,
    asked: Sequence[tuple[str, Sequence[Option]]],
    actor: Post,
    now: datetime,
) -> list[Question]:
    there = draft.questions.count()
    last = draft.questions.aggregate(last=Max("number"))["last"] or 0
    made = []
    for place, (words, given) in enumerate(asked):
        text, options = one_line(spoken(words)), _tidy(given)
        refuse(why_not_question(text, options, others=there + place))
        made.append(
            Question.objects.create(
                consultation=draft,
                number=last + place + 1,
                text=text,
                options=_stored(options, draft),
            )
        )
    _asked(draft, actor, now, [one.number for one in made])
    return made


def _tidy(options: Sequence[Option]) -> list[Option]:
    return [Option(one.code, one_line(spoken(one.label)), one.positive) for one in options]


def _stored(options: Sequence[Option], draft: Consultation) -> list[dict[str, object]]:
    return [asdict(one) for one in (*options, dont_know(draft.language))]


def _written(draft: Consultation, actor: Post, now: datetime, text: str) -> None:
    keep(
        kind="consultation.draft_written",
        consultation=draft,
        actor=actor.ref,
        facts={"sha256": sha256(text.encode()).hexdigest()},
        now=now,
    )


def _asked(draft: Consultation, actor: Post, now: datetime, numbers: Sequence[int]) -> None:
    keep(
        kind="consultation.question_written",
        consultation=draft,
        actor=actor.ref,
        facts={"questions": list(numbers)},
        now=now,
    )


def _not_there() -> Refusal:
    return Refusal(
        "consultation_part_not_there", gettext_noop("There is no such part of this consultation.")
    )

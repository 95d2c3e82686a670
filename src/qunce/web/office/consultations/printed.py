"""What is asked and what came of it as printed papers, in the language of what people are asked."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext, override

from qunce.domain.consultations.models import Consultation, Paragraph
from qunce.domain.consultations.queries import Matter, what_was_said
from qunce.exchange.paper.boards import Notice, NoticeGroup, NoticePoint, notice
from qunce.exchange.paper.forms import Form, FormParagraph, FormQuestion, form
from qunce.exchange.paper.words import form_words, notice_words
from qunce.kernel import clock
from qunce.web.shell.words import say_day

WORDINGS = 3
"""Of a group so many wordings are printed; the others say nearly the same."""


def form_of(consultation: Consultation) -> bytes:
    """The paper form: introduction, paragraphs with room to write, questions with boxes."""
    with override(consultation.language):
        today = clock.day_of(clock.now(), settings.TIME_ZONE)
        closes_on = consultation.closes_on
        return form(
            Form(
                title=consultation.title,
                language=consultation.language,
                by=consultation.unit.name,
                intro=tuple(consultation.introduction.splitlines()),
                paragraphs=tuple(
                    FormParagraph(_in_plain_words(one)) for one in consultation.paragraphs.all()
                ),
                questions=tuple(
                    FormQuestion(one.text, tuple(option.label for option in one.scale))
                    for one in consultation.questions.all()
                ),
                hand_in=gettext("your village's office, or the campaign office of %(town)s")
                % {"town": consultation.unit.name},
                until=say_day(closes_on, today) if closes_on else "",
                words=form_words(),
                foot=gettext("Asking no. %(number)s") % {"number": consultation.pk},
            )
        )


def _in_plain_words(one: Paragraph) -> str:
    """The plain wording first, where there is one, then the text itself."""
    if not one.plain:
        return one.text
    return gettext("%(plain)s\n(The text itself: %(text)s)") % {
        "plain": one.plain,
        "text": one.text,
    }


def notice_of(consultation: Consultation, address: str) -> bytes:
    """“You said, we did”: every point with its answer, paragraph by paragraph."""
    with override(consultation.language):
        today = clock.day_of(clock.now(), settings.TIME_ZONE)
        matters = what_was_said(consultation)
        told_on = clock.day_of(consultation.told_at or clock.now(), settings.TIME_ZONE)
        return notice(
            Notice(
                title=consultation.title,
                language=consultation.language,
                intro=(
                    gettext(
                        "This is what people said when they were asked, and what came of each "
                        "point."
                    ),
                ),
                groups=tuple(_groups(matters)),
                words=notice_words(),
                foot=f"{consultation.unit.name} {say_day(told_on, today)}",
                address=address,
            )
        )


def _groups(matters: list[Matter]) -> list[NoticeGroup]:
    """By paragraph, in the order of the text; last what was said in general."""
    by_number: dict[int, list[NoticePoint]] = {}
    for one in matters:
        paragraph = one.points[0].paragraph
        by_number.setdefault(paragraph.number if paragraph else 0, []).append(_point(one))
    numbers = sorted(by_number, key=lambda number: (number == 0, number))
    return [
        NoticeGroup(
            gettext("On paragraph %(number)s") % {"number": number}
            if number
            else gettext("In general"),
            tuple(by_number[number]),
        )
        for number in numbers
    ]


def _point(one: Matter) -> NoticePoint:
    said = list(dict.fromkeys(one.said))[:WORDINGS]
    return NoticePoint(
        said="\n".join(said) or gettext("(not shown)"),
        answer=one.answer.get_outcome_display() if one.answer else "",
        reason=one.answer.reason if one.answer else "",
        people=len(one.points) if len(one.points) > 1 else None,
    )

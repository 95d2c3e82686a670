"""A bulletin drafted from what happened: sentences around counted figures.

Pure over what it is given (:class:`Happened`), in the language that is active.  A sentence is
written only when there is something to say; what did not happen has no sentence.  Figures stand as
``{1}``, ``{2}``: the words can be put otherwise afterwards, the figures cannot.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext, ngettext

from qunce.domain.publicity.phrases import (
    MOST_NAMED,
    Named,
    day,
    ended,
    in_words,
    joined,
    quoted,
    spaced,
    titled,
)


@dataclass(frozen=True, slots=True)
class PutOff:
    """What cannot be solved for now, why, and when it is looked at again; in public words."""

    title: str
    unit: str
    reason: str
    until: date | None


@dataclass(frozen=True, slots=True)
class Spoken:
    """What somebody it concerns says in a public story."""

    story: str
    words: str


@dataclass(frozen=True, slots=True)
class Happened:
    """What the figures and the public titles of a time are; nothing in it names a person."""

    numbers: Mapping[str, int | None]
    """By the codes of ``counting``; None: fewer than ten people, or withheld."""
    confirmed: Sequence[Named] = ()
    reopened: Sequence[Named] = ()
    put_off: Sequence[PutOff] = ()
    gates: Sequence[str] = ()
    consultations: Sequence[str] = ()
    ballots: Sequence[str] = ()
    documents: Sequence[str] = ()
    kept: Sequence[Named] = ()
    finished: Sequence[Named] = ()
    spoken: Sequence[Spoken] = ()
    whole_months: int = 0

    def __getitem__(self, code: str) -> int:
        """The number, nought where nobody may know it."""
        return self.numbers.get(code) or 0


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    paragraphs: tuple[str, ...]


@dataclass(slots=True)
class Drafted:
    """Sections in their order, and the code of each figure by its key."""

    sections: list[Section] = field(default_factory=list)
    figures: dict[int, str] = field(default_factory=dict)

    def figure(self, code: str) -> str:
        """``{3}`` for what ``code`` counts; the same code has one key."""
        for key, known in self.figures.items():
            if known == code:
                return f"{{{key}}}"
        key = len(self.figures) + 1
        self.figures[key] = code
        return f"{{{key}}}"

    def add(self, title: str, *paragraphs: Sequence[str]) -> None:
        """A section of paragraphs, each a sequence of sentences; nothing when all is empty."""
        written = tuple(joined(sentences) for sentences in paragraphs if any(sentences))
        if written:
            self.sections.append(Section(title, written))


def draft(happened: Happened) -> Drafted:
    """The bulletin; without sections when nothing happened."""
    made = Drafted()
    _messages(made, happened)
    _list(made, happened)
    _put_off(made, happened)
    _again(made, happened)
    _asked(made, happened)
    _promised(made, happened)
    _learned(made, happened)
    _seen(made, happened)
    _said(made, happened)
    return made


def _messages(made: Drafted, happened: Happened) -> None:
    if not happened.whole_months or not happened["messages"]:
        return
    made.add(
        gettext("What people said"),
        [gettext("%(n)s messages came.") % {"n": made.figure("messages")}],
    )


def _list(made: Drafted, happened: Happened) -> None:
    first = _counted(
        made,
        happened,
        "problems_listed",
        ngettext(
            "%(n)s problem was put on the list, with a post that answers for it and a day by "
            "which it is put right.",
            "%(n)s problems were put on the list, each with a post that answers for it and a day "
            "by which it is put right.",
            happened["problems_listed"],
        ),
    )
    said = _counted(
        made,
        happened,
        "problems_said_fixed",
        ngettext(
            "Of %(n)s the responsible post said that it is put right.",
            "Of %(n)s the responsible posts said that they are put right.",
            happened["problems_said_fixed"],
        ),
    )
    confirmed = _counted(
        made,
        happened,
        "problems_confirmed",
        ngettext(
            "%(n)s was looked at by somebody else and then confirmed by those concerned.",
            "%(n)s were looked at by somebody else and then confirmed by those concerned.",
            happened["problems_confirmed"],
        ),
    )
    if first and not confirmed:
        confirmed = gettext("None of them was confirmed as put right yet.")
    named = in_words(happened.confirmed)
    if confirmed and named:
        named = gettext("Among what was confirmed: %(titles)s.") % {"titles": named}
    closed = _counted(
        made,
        happened,
        "problems_closed",
        ngettext(
            "%(n)s was closed; people will be asked again after one and after three months.",
            "%(n)s were closed; people will be asked again after one and after three months.",
            happened["problems_closed"],
        ),
    )
    made.add(gettext("What was put right"), [first, said], [confirmed, named, closed])


def _put_off(made: Drafted, happened: Happened) -> None:
    told = _counted(
        made,
        happened,
        "problems_put_off",
        ngettext(
            "Of %(n)s problem it was said openly that it cannot be solved for now, with the reason "
            "and the day on which it is looked at again.",
            "Of %(n)s problems it was said openly that they cannot be solved for now, each with "
            "the reason and the day on which it is looked at again.",
            happened["problems_put_off"],
        ),
    )
    if not told:
        return
    reasons = [
        [
            gettext("%(title)s: “%(reason)s” It is looked at again on %(day)s.")
            % {
                "title": titled(Named(one.title, one.unit)),
                "reason": ended(one.reason),
                "day": day(one.until),
            }
        ]
        for one in happened.put_off[:MOST_NAMED]
        if one.until is not None
    ]
    made.add(gettext("What cannot be solved for now"), [told], *reasons)


def _again(made: Drafted, happened: Happened) -> None:
    looked = _counted(
        made,
        happened,
        "problems_looked_again",
        ngettext(
            "At %(n)s closed problem people were asked a second time how it is now.",
            "At %(n)s closed problems people were asked a second time how it is now.",
            happened["problems_looked_again"],
        ),
    )
    reopened = _counted(
        made,
        happened,
        "problems_reopened",
        ngettext(
            "%(n)s was taken up again, because somebody said that it is not put right.",
            "%(n)s were taken up again, because somebody said that they are not put right.",
            happened["problems_reopened"],
        ),
    )
    if looked and not reopened:
        reopened = gettext("None had to be taken up again.")
    named = in_words(happened.reopened)
    if named:
        named = gettext("Taken up again: %(titles)s.") % {"titles": named}
    made.add(gettext("Looked at again"), [looked, reopened, named])


def _asked(made: Drafted, happened: Happened) -> None:
    begun = _counted(
        made,
        happened,
        "consultations",
        ngettext(
            "People were asked in %(n)s consultation: %(titles)s.",
            "People were asked in %(n)s consultations: %(titles)s.",
            happened["consultations"],
        ),
        titles=quoted(happened.consultations),
    )
    points = _counted(
        made,
        happened,
        "points_answered",
        ngettext(
            "%(n)s point has its answer with a reason;",
            "%(n)s points have their answers, each with a reason;",
            happened["points_answered"],
        ),
    )
    if points:
        points = spaced(
            points,
            gettext("%(n)s adopted, wholly or in part.") % {"n": made.figure("points_adopted")},
        )
    passed = _counted(
        made,
        happened,
        "gates_passed",
        ngettext(
            "%(n)s gate was passed, because the people were heard: %(titles)s.",
            "%(n)s gates were passed, because the people were heard: %(titles)s.",
            happened["gates_passed"],
        ),
        titles=quoted(happened.gates),
    )
    missed = _counted(
        made,
        happened,
        "gates_not_passed",
        ngettext(
            "At %(n)s gate the asking was not enough, and people are asked again.",
            "At %(n)s gates the asking was not enough, and people are asked again.",
            happened["gates_not_passed"],
        ),
    )
    overridden = _counted(
        made,
        happened,
        "gates_overridden",
        ngettext(
            "%(n)s gate was opened by a higher post without the people; the reason is public.",
            "%(n)s gates were opened by a higher post without the people; the reasons are public.",
            happened["gates_overridden"],
        ),
    )
    judged = _counted(
        made,
        happened,
        "ballots",
        ngettext(
            "The result of %(n)s secret ballot is published: %(titles)s.",
            "The results of %(n)s secret ballots are published: %(titles)s.",
            happened["ballots"],
        ),
        titles=quoted(happened.ballots),
    )
    issued = _counted(
        made,
        happened,
        "documents",
        ngettext(
            "%(n)s document was issued after that: %(titles)s.",
            "%(n)s documents were issued after that: %(titles)s.",
            happened["documents"],
        ),
        titles=quoted(happened.documents),
    )
    made.add(
        gettext("Where people were asked"),
        [begun, points],
        [passed, missed, overridden, judged, issued],
    )


def _promised(made: Drafted, happened: Happened) -> None:
    promised = _counted(
        made,
        happened,
        "promises_made",
        ngettext(
            "%(n)s public promise was made.",
            "%(n)s public promises were made.",
            happened["promises_made"],
        ),
    )
    kept = _counted(
        made,
        happened,
        "promises_kept",
        ngettext(
            "%(n)s was judged by somebody else to be kept.",
            "%(n)s were judged by somebody else to be kept.",
            happened["promises_kept"],
        ),
    )
    not_kept = _counted(
        made,
        happened,
        "promises_not_kept",
        ngettext(
            "%(n)s was judged not to be kept.",
            "%(n)s were judged not to be kept.",
            happened["promises_not_kept"],
        ),
    )
    named = in_words(happened.kept)
    if named:
        named = gettext("Kept: %(titles)s.") % {"titles": named}
    begun = _counted(
        made,
        happened,
        "projects_begun",
        ngettext(
            "%(n)s practice project was put up.",
            "%(n)s practice projects were put up.",
            happened["projects_begun"],
        ),
    )
    finished = _counted(
        made,
        happened,
        "projects_finished",
        ngettext(
            "%(n)s practice project was finished: %(titles)s.",
            "%(n)s practice projects were finished: %(titles)s.",
            happened["projects_finished"],
        ),
        titles=in_words(happened.finished),
    )
    made.add(gettext("Promises and projects"), [promised, kept, not_kept, named], [begun, finished])


def _learned(made: Drafted, happened: Happened) -> None:
    held = _counted(
        made,
        happened,
        "sessions",
        ngettext(
            "People met to study %(n)s time.",
            "People met to study %(n)s times.",
            happened["sessions"],
        ),
    )
    lines = _counted(
        made,
        happened,
        "session_lines",
        ngettext(
            "They wrote down %(n)s thing that they will change.",
            "They wrote down %(n)s things that they will change.",
            happened["session_lines"],
        ),
    )
    made.add(gettext("Learning"), [held, lines])


def _seen(made: Drafted, happened: Happened) -> None:
    looked = _counted(
        made,
        happened,
        "places_looked_at",
        ngettext(
            "%(n)s place was looked at on the spot.",
            "%(n)s places were looked at on the spot.",
            happened["places_looked_at"],
        ),
    )
    wrong = _counted(
        made,
        happened,
        "not_in_order",
        ngettext(
            "%(n)s thing was found not in order.",
            "%(n)s things were found not in order.",
            happened["not_in_order"],
        ),
    )
    if looked and not wrong:
        wrong = gettext("Everything was in order.")
    made.add(gettext("Looked at on the spot"), [looked, wrong])


def _said(made: Drafted, happened: Happened) -> None:
    made.add(
        gettext("In people's own words"),
        *(
            [
                gettext("Of %(story)s somebody it concerns says: %(words)s")
                % {"story": quoted([one.story]), "words": quoted([one.words])}
            ]
            for one in happened.spoken[:MOST_NAMED]
        ),
    )


def _counted(made: Drafted, happened: Happened, code: str, sentence: str, **more: str) -> str:
    """``sentence`` with its figure; empty where there is nothing to count."""
    if not happened[code]:
        return ""
    return sentence % {"n": made.figure(code), **more}

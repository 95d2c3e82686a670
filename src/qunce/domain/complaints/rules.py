"""Who may complain and who may answer.  Pure: nothing is read here that was not handed in."""

from __future__ import annotations

from qunce.domain.accounts.models import Post, User
from qunce.domain.complaints.models import Complaint, answers_complaints
from qunce.domain.complaints.states import LONGEST_WORDS, About, ComplaintState
from qunce.kernel.refusals import Refusal, gettext_noop
from qunce.text.names import looks_like_people

ANSWERED = Refusal(
    "complaint_answered", gettext_noop("This has an answer already. Look at it again.")
)
SAID_ALREADY = Refusal(
    "complaint_said_already",
    gettext_noop(
        "Something else was said with this form before. Send this once more, and it is said too."
    ),
)


def plain(words: str) -> str:
    """``words`` without what cannot be seen or stored, trimmed."""
    return "".join(one for one in words if one in "\n\t" or one.isprintable()).strip()


def why_not_complain(post: Post | None, *, about: str, words: str) -> list[Refusal]:
    """Whoever holds a post may say what is wrong; of what, and in words that can be read."""
    if post is None:
        return [_no_post()]
    reasons = []
    if about not in About.values:
        reasons.append(
            Refusal(
                "complaint_about_nothing",
                gettext_noop("Say whether it is about the software or about the campaign."),
                on="about",
            )
        )
    return reasons + _why_not_words(words, on="words")


def why_not_name(words: str, *, on: str) -> list[Refusal]:
    """What all staff will read names nobody; who sees that the words mean none may say so."""
    found = looks_like_people(words)
    if not found:
        return []
    return [
        Refusal(
            "complaint_names_somebody",
            gettext_noop(
                "“%(words)s” looks like a person, or like a way to reach one. Say what is wrong "
                "with the matter; if nobody is meant, say so below."
            ),
            {"words": found[0].words[:40]},
            on,
        )
    ]


def why_not_answer_at_all(
    complaint: Complaint, post: Post | None, holder: User | None, speaker: User | None
) -> list[Refusal]:
    """The office of the county answers; neither the post nor the person who said it.

    ``holder`` holds ``post`` today, ``speaker`` the post that said it, where one did.
    """
    if post is None:
        return [_no_post()]
    if not answers_complaints(post) or post.unit_id != complaint.county_id:
        return [
            Refusal(
                "complaint_is_for_the_county",
                gettext_noop("The campaign office of %(county)s answers this."),
                {"county": complaint.county.name},
            )
        ]
    own = complaint.post_id == post.pk or (holder is not None and holder == speaker)
    if own:
        return [
            Refusal(
                "complaint_is_your_own",
                gettext_noop("You said this yourself. Another post of the office answers it."),
            )
        ]
    return [ANSWERED] if complaint.state != ComplaintState.OPEN else []


def why_not_answer_with(answer: str) -> list[Refusal]:
    return _why_not_words(answer, on="answer")


def _why_not_words(words: str, *, on: str) -> list[Refusal]:
    if not any(one.isalnum() for one in words):
        return [Refusal("complaint_without_words", gettext_noop("Write something here."), on=on)]
    if len(words) > LONGEST_WORDS:
        return [
            Refusal(
                "complaint_too_long",
                gettext_noop("Write it shorter: at most %(most)s characters, now %(now)s."),
                {"most": LONGEST_WORDS, "now": len(words)},
                on,
            )
        ]
    return []


def _no_post() -> Refusal:
    return Refusal(
        "no_post",
        gettext_noop("You hold no post at the moment. Ask the campaign office to appoint you."),
    )

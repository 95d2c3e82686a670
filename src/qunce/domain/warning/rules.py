"""Who may do what with an alert.  Pure: nothing is read here that was not handed in."""

from __future__ import annotations

from datetime import date, timedelta

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.rules import why_not_run_campaign
from qunce.domain.accounts.states import PostRole
from qunce.domain.matters.models import Category
from qunce.domain.organisations.models import Unit
from qunce.domain.problems.querysets import TOWN_WIDE
from qunce.domain.voices.words import why_not_words
from qunce.domain.warning.models import Alert, ReportingChange
from qunce.domain.warning.states import (
    LONGEST_REST,
    MOST_BUDGET,
    STEPS,
    AlertState,
    Change,
    Says,
)
from qunce.kernel.refusals import Refusal, gettext_noop

SHORT = 300
"""Characters of a verdict's words or of a question."""
LONG = 2_000
"""Characters of what a unit answers."""

CHANGED = Refusal(
    "alert_changed_meanwhile",
    gettext_noop("Somebody changed this alert in the meantime. Look at it again."),
)
NOT_THERE = Refusal("alert_not_there", gettext_noop("There is no such alert for your post."))


def why_not_work(alert: Alert, post: Post | None) -> list[Refusal]:
    """The town's office and leading officials work on an alert; where the town itself is spoken
    against, those above it."""
    if post is None:
        return why_not_run_campaign(None)
    own = post.unit_id == alert.town_id
    above = alert.hidden_from_id is not None and alert.town.path.startswith(post.unit.path)
    if post.role in TOWN_WIDE and (own or above):
        return []
    return [
        Refusal(
            "alert_of_another_office",
            gettext_noop("Only the office and the leading officials it was told to can do this."),
        )
    ]


def why_not_judge(alert: Alert, post: Post | None, *, says: str, words: str) -> list[Refusal]:
    """A verdict may be given as often as something new is known, also when the alert is over."""
    reasons = why_not_work(alert, post)
    if says not in Says.values:
        reasons.append(
            Refusal(
                "verdict_unknown", gettext_noop("Choose one of the answers offered."), on="says"
            )
        )
    return reasons + (why_not_words(words, on="words", most=SHORT) if words else [])


def why_not_open_problem(alert: Alert, post: Post | None) -> list[Refusal]:
    """One alert is one problem at most; title and words are looked at by ``problems``."""
    reasons = why_not_work(alert, post)
    if alert.problem_id is not None:
        reasons.append(PROBLEM_OPENED)
    return reasons


PROBLEM_OPENED = Refusal(
    "alert_has_a_problem", gettext_noop("A problem was opened from this alert already.")
)
NO_MESSAGE = Refusal(
    "alert_messages_not_yours",
    gettext_noop(
        "None of the messages behind this alert is there for your post, so no problem can be made"
        " of it."
    ),
)


def why_not_ask(alert: Alert, post: Post | None, *, question: str, anybody: bool) -> list[Refusal]:
    """The branch of the place is asked once; never about messages that speak against somebody."""
    reasons = why_not_work(alert, post)
    if alert.hidden_from_id is not None or alert.unit_id == alert.town_id:
        reasons.append(
            Refusal(
                "alert_has_nobody_to_ask",
                gettext_noop("These messages do not come from one unit that could be asked."),
            )
        )
    elif not anybody:
        reasons.append(
            Refusal(
                "alert_unit_has_no_secretary",
                gettext_noop("%(unit)s has no secretary who could be asked. Telephone there."),
                {"unit": alert.unit.name},
            )
        )
    reasons += _why_not_going_on(alert)
    if alert.question:
        reasons.append(
            Refusal("alert_was_asked_about", gettext_noop("The unit has been asked already."))
        )
    return reasons + why_not_words(question, on="question", most=SHORT)


def why_not_answer(alert: Alert, post: Post | None, *, answer: str) -> list[Refusal]:
    """The secretary who was asked says what is known, once."""
    if post is None:
        return why_not_run_campaign(None)
    reasons = []
    asked = alert.asked_unit_id is not None and post.role == PostRole.SECRETARY
    if not asked or post.unit_id not in (alert.asked_unit_id, alert.unit.covered_by_id):
        reasons.append(
            Refusal("alert_not_asked_of_you", gettext_noop("Your post was not asked about this."))
        )
    if alert.answer:
        reasons.append(Refusal("alert_was_answered", gettext_noop("This was answered already.")))
    return reasons + why_not_words(answer, on="answer", most=LONG)


def why_not_rest(alert: Alert, post: Post | None, *, until: date, today: date) -> list[Refusal]:
    """An alert rests up to a day within a quarter."""
    reasons = why_not_work(alert, post)
    if AlertState.RESTING not in STEPS[alert.state]:
        reasons += _why_not_going_on(alert)
    if not today < until <= today + timedelta(days=LONGEST_REST):
        reasons.append(
            Refusal(
                "alert_rests_too_long",
                gettext_noop("Choose a day after today, at most %(most)s days ahead."),
                {"most": LONGEST_REST},
                "until",
            )
        )
    return reasons


def why_not_set_budget(town: Unit, post: Post | None, *, per_month: int) -> list[Refusal]:
    """The town's office and leading officials choose how many false alarms they put up with."""
    reasons = _why_not_of_town(town, post)
    if not 1 <= per_month <= MOST_BUDGET:
        reasons.append(
            Refusal(
                "alarm_budget_out_of_range",
                gettext_noop("Choose a number from 1 to %(most)s."),
                {"most": MOST_BUDGET},
                "per_month",
            )
        )
    return reasons


def why_not_register_change(
    town: Unit,
    post: Post | None,
    *,
    what: str,
    from_on: date,
    today: date,
    unit: Unit | None,
    category: Category | None,
    words: str,
    known: bool = False,
) -> list[Refusal]:
    """A change is told with its first day, once; one to come is told when it has come."""
    reasons = _why_not_of_town(town, post)
    if known:
        reasons.append(
            Refusal(
                "reporting_change_is_known",
                gettext_noop("This is written down already."),
            )
        )
    if what not in Change.values:
        reasons.append(
            Refusal(
                "reporting_change_unknown",
                gettext_noop("Choose what changed from the list."),
                on="what",
            )
        )
    if from_on > today:
        reasons.append(
            Refusal(
                "reporting_change_to_come",
                gettext_noop("Enter it when the day has come."),
                on="from_on",
            )
        )
    if unit is not None and not unit.path.startswith(town.path):
        reasons.append(
            Refusal(
                "reporting_change_elsewhere",
                gettext_noop("%(unit)s does not belong to %(town)s."),
                {"unit": unit.name, "town": town.name},
                "unit",
            )
        )
    if what == Change.NEW_CATEGORY and category is None:
        reasons.append(
            Refusal(
                "reporting_change_needs_a_category",
                gettext_noop("Choose the category that is new."),
                on="category",
            )
        )
    asked = bool(words) or what == Change.OTHER
    return reasons + (why_not_words(words, on="words", most=200) if asked else [])


NO_CHANGE = Refusal("reporting_change_was_taken_back", gettext_noop("This was taken back already."))


def why_not_take_back_change(change: ReportingChange, post: Post | None) -> list[Refusal]:
    """What was written down by mistake is taken back by the town itself; what the program read off
    an asking is none."""
    reasons = _why_not_of_town(change.town, post)
    if change.consultation_id is not None:
        reasons.append(
            Refusal(
                "reporting_change_is_an_asking",
                gettext_noop("People were asked from that day on. Nothing can be taken back."),
            )
        )
    if change.taken_back_at is not None:
        reasons.append(NO_CHANGE)
    return reasons


def _why_not_of_town(town: Unit, post: Post | None) -> list[Refusal]:
    if post is None:
        return why_not_run_campaign(None)
    if post.role in TOWN_WIDE and post.unit_id == town.pk:
        return []
    return [
        Refusal(
            "warning_of_another_office",
            gettext_noop("Only the office and the leading officials of %(town)s can do this."),
            {"town": town.name},
        )
    ]


def _why_not_going_on(alert: Alert) -> list[Refusal]:
    if alert.state != AlertState.ENDED:
        return []
    return [
        Refusal("alert_is_over", gettext_noop("This alert is over: it is as usual there again."))
    ]

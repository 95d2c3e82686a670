"""Own words are looked through for names, the result is published, low results are taken up."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.db import IntegrityError, transaction

from qunce.domain.accounts.models import Post
from qunce.domain.ballots import rules
from qunce.domain.ballots.actions.changing import (
    begin,
    moved_meanwhile,
)
from qunce.domain.ballots.models import (
    Ballot,
    Item,
    LowItem,
    PublishedFile,
    Recount,
    SlipWords,
    Stratum,
)
from qunce.domain.ballots.queries.publishing import (
    MANIFEST,
    RECEIPTS,
    MadeFiles,
    Worked,
    files_from,
    make_files,
    manifest_of,
    receipts_of,
)
from qunce.domain.ballots.queries.results import low_items
from qunce.domain.ballots.states import LONGEST_WORDS, BallotState, WordsState
from qunce.domain.problems.actions import find_problem
from qunce.domain.problems.models import Problem
from qunce.domain.problems.states import Mode, Source
from qunce.domain.record.kinds import register
from qunce.domain.record.models import Entry
from qunce.domain.voices.words import cleaned
from qunce.kernel.refusals import Refusal, Refused, gettext_noop, refuse

register("ballot.published", gettext_noop("Result of a ballot published"))


@transaction.atomic
def check_words(
    *, words: SlipWords, state: str, actor: Post, now: datetime, shown: str = ""
) -> SlipWords:
    """Somebody looked for names: shown as they are, shown masked, or not shown.

    Not recorded one by one; who checked stands beside the words.  May be changed until the ballot
    is published.
    """
    acting = begin(ballot=words.ballot, actor=actor, now=now, at=(BallotState.CLOSED,))
    text = (
        {
            WordsState.SHOWN: words.text,
            WordsState.MASKED: cleaned(shown),
            WordsState.WITHHELD: "",
        }.get(WordsState(state))
        if state in WordsState.values
        else None
    )
    if text is None or (state == WordsState.MASKED and not 0 < len(text) <= LONGEST_WORDS):
        raise Refused(
            Refusal(
                "words_check_incomplete",
                gettext_noop("Show the words, write them without the name, or leave them out."),
                on="shown",
            )
        )
    SlipWords.objects.filter(pk=words.pk, ballot=acting.ballot).update(
        state=state, shown=text, checked_by=actor
    )
    return SlipWords.objects.get(pk=words.pk)


def publish(*, ballot: Ballot, actor: Post, now: datetime, worked: Worked | None = None) -> Ballot:
    """The result is public, with the files by which anybody checks it.  ``ballot.published``.

    The files are made once and kept to the byte; the record holds the hash of their list.
    ``worked`` are the figures if they were worked out before; else that is done here, which takes
    long.  Nobody waits for it: the files are made before the transaction, from counts that only a
    recount changes, and stored only if none did.  Refuses while own words are unchecked, a drawn
    batch is not recounted, or a gap waits for a full recount.
    """
    current = Ballot.objects.select_related("campaign__unit", "asking").get(pk=ballot.pk)
    refuse(
        rules.why_not_run(current, actor)
        or rules.why_not_at(current, BallotState.CLOSED)
        or _why_not_publish(current)
    )
    made = make_files(current, worked)
    return _store(ballot=current, made=made, actor=actor, now=now)


def _why_not_publish(ballot: Ballot) -> list[Refusal]:
    gaps = dict(Recount.objects.filter(batch__ballot=ballot).values_list("batch_id", "gap"))
    unchecked = ballot.slip_words.filter(state=WordsState.UNCHECKED).count()
    return rules.why_not_publish(list(ballot.batches.all()), gaps, unchecked=unchecked)


@transaction.atomic
def _store(*, ballot: Ballot, made: MadeFiles, actor: Post, now: datetime) -> Ballot:
    acting = begin(ballot=ballot, actor=actor, now=now, at=(BallotState.CLOSED,))
    ballot = acting.ballot
    refuse(_why_not_publish(ballot))
    if made.of != files_from(ballot):
        raise Refused(moved_meanwhile())
    files = dict(made.files)
    files[MANIFEST] = manifest_of(ballot, files)
    acting.move(BallotState.PUBLISHED)
    acting.record("ballot.published", manifest=sha256(files[MANIFEST]).hexdigest())
    entry = Entry.objects.about("ballot", str(ballot.pk)).newest_first()[0]
    files[RECEIPTS] = receipts_of(ballot, entry.size)
    PublishedFile.objects.bulk_create(
        PublishedFile(ballot=ballot, name=name, content=content, sha256=sha256(content).hexdigest())
        for name, content in files.items()
    )
    return ballot


@transaction.atomic
def open_problem(
    *,
    item: Item,
    title: str,
    statement: str,
    actor: Post,
    now: datetime,
    stratum: Stratum | None = None,
) -> Problem:
    """What people judged low is on the problem list as found, once.  Recorded by ``problems``.

    With ``stratum`` for that place alone, where its figures are shown.  Refuses an item that is
    not surely below the campaign's line.
    """
    acting = begin(ballot=item.ballot, actor=actor, now=now, at=(BallotState.PUBLISHED,))
    ballot = acting.ballot
    place = stratum.pk if stratum is not None else None
    if (item.pk, place) not in {(low.item.pk, low.stratum_id) for low in low_items(ballot)}:
        raise Refused(
            Refusal(
                "item_is_not_low",
                gettext_noop("What people said of this is not surely below the line."),
            )
        )
    town = ballot.campaign.unit
    unit = stratum.unit if stratum is not None and stratum.unit is not None else town
    problem = find_problem(
        town=town,
        unit=unit,
        title=title,
        statement=statement,
        source=Source.CONSULTATION,
        source_ref=f"ballot:{ballot.pk}:{item.place}:{place or 0}",
        found_on=acting.today,
        campaign=ballot.campaign,
        mode=Mode.CONCENTRATED,
        actor=actor,
        now=now,
    )
    try:
        with transaction.atomic():
            LowItem.objects.create(item=item, stratum=stratum, problem=problem)
    except IntegrityError as taken:
        raise Refused(moved_meanwhile()) from taken
    return problem

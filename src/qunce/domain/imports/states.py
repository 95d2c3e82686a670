"""States of an imported ledger with the table of allowed steps; what becomes of a row."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LedgerKind(TextChoices):
    """What the rows of a ledger are; the codes are those of ``exchange.ledgers``."""

    PROBLEMS = "problems", _("Problems")
    MESSAGES = "messages", _("Messages of residents")


class ImportState(TextChoices):
    UPLOADED = "uploaded", _("Waiting to be read")
    READING = "reading", _("Being read")
    PREVIEWED = "previewed", _("To be looked through")
    TAKING = "taking", _("Being taken over")
    TAKEN = "taken", _("Taken over")
    FAILED = "failed", _("Could not be read")
    DROPPED = "dropped", _("Dropped")


_S = ImportState

STEPS: Mapping[str, frozenset[str]] = {
    _S.UPLOADED: frozenset({_S.READING, _S.DROPPED}),
    # to UPLOADED, here and below: to be read once more, with other columns or another sheet
    _S.READING: frozenset({_S.READING, _S.PREVIEWED, _S.FAILED, _S.DROPPED, _S.UPLOADED}),
    _S.PREVIEWED: frozenset({_S.UPLOADED, _S.TAKING, _S.DROPPED}),
    # no way back: what was taken over stays, and what cannot be any more is set aside
    _S.TAKING: frozenset({_S.TAKEN}),
    _S.TAKEN: frozenset(),
    _S.FAILED: frozenset({_S.UPLOADED, _S.DROPPED}),
    _S.DROPPED: frozenset(),
}
"""Everything that is not in this table is refused."""

AT_WORK = (_S.UPLOADED, _S.READING, _S.TAKING)
"""A job has it in hand, or waits for a worker."""
ENDED = (_S.TAKEN, _S.DROPPED)


class RowOutcome(TextChoices):
    WILL = "will", _("Will be taken over")
    TAKEN = "taken", _("Taken over")
    BAD = "bad", _("Set aside")
    DOUBLED = "doubled", _("There already")

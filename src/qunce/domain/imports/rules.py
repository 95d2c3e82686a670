"""Why something may not be done with a ledger.  Pure."""

from __future__ import annotations

import re

from qunce.domain.accounts.models import Post
from qunce.domain.accounts.rules import why_not_run_campaign
from qunce.domain.imports.models import LedgerImport
from qunce.domain.imports.states import STEPS, ImportState, LedgerKind
from qunce.domain.organisations.states import UnitKind
from qunce.kernel.refusals import Refusal, gettext_noop

LARGEST = 20_000_000
"""Bytes of a file, as ``exchange.ledgers`` has it."""
LONGEST_LABEL = 80
_SUBMISSION = re.compile(r"[A-Za-z0-9]{16,64}")


def why_not_import(post: Post | None) -> list[Refusal]:
    """Taking over ledgers belongs to the campaign office that keeps the list."""
    if reasons := why_not_run_campaign(post):
        return reasons
    if post is None or post.unit.kind not in (UnitKind.TOWN, UnitKind.HOSPITAL):
        return [
            Refusal(
                "import_is_for_towns",
                gettext_noop(
                    "Ledgers are taken over by the campaign office of the town or hospital "
                    "whose list it is."
                ),
            )
        ]
    return []


def why_not_upload(
    post: Post | None,
    *,
    kind: str,
    data: bytes,
    label: str,
    submission: str,
    year: int | None = None,
) -> list[Refusal]:
    """Why this file is not even kept.  What is inside is found out by the reader."""
    reasons = why_not_import(post) + why_not_year(year)
    if not _SUBMISSION.fullmatch(submission):
        reasons.append(
            Refusal(
                "import_form_incomplete",
                gettext_noop("The form is incomplete. Load the page again, then send it."),
            )
        )
    if kind not in LedgerKind.values:
        reasons.append(
            Refusal("import_kind_unknown", gettext_noop("Say what the ledger holds."), on="kind")
        )
    if not data:
        reasons.append(
            Refusal(
                "ledger_empty",
                gettext_noop("The file is empty. Choose the file that holds the ledger."),
                on="file",
            )
        )
    if len(data) > LARGEST:
        reasons.append(file_too_large())
    if len(label) > LONGEST_LABEL:
        reasons.append(
            Refusal(
                "import_label_too_long",
                gettext_noop("Write it shorter: at most %(most)s characters."),
                {"most": LONGEST_LABEL},
                "label",
            )
        )
    return reasons


def why_not_year(year: int | None) -> list[Refusal]:
    if year is None or 1949 <= year <= 2099:
        return []
    return [
        Refusal(
            "import_year_wrong", gettext_noop("Write the year in four digits, as 2026."), on="year"
        )
    ]


def file_too_large() -> Refusal:
    return Refusal(
        "import_file_too_large",
        gettext_noop("The file has more than %(limit)s MB. Split the ledger, or save it as .csv."),
        {"limit": LARGEST // 1_000_000},
        "file",
    )


def why_not_choose_columns(ledger_import: LedgerImport, post: Post | None) -> list[Refusal]:
    return why_not_import(post) + _why_not_in(
        ledger_import, (ImportState.PREVIEWED, ImportState.FAILED)
    )


def why_not_take(ledger_import: LedgerImport, post: Post | None) -> list[Refusal]:
    reasons = why_not_import(post) + _why_not_step(ledger_import, ImportState.TAKING)
    if not reasons and ledger_import.rows_good == 0:
        reasons.append(
            Refusal(
                "import_has_no_good_row",
                gettext_noop(
                    "No row can be taken over. Say what the columns mean, or put the file right "
                    "and upload it again."
                ),
            )
        )
    return reasons


def why_not_drop(ledger_import: LedgerImport, post: Post | None) -> list[Refusal]:
    """What is being taken over is not undone."""
    return why_not_import(post) + _why_not_step(ledger_import, ImportState.DROPPED)


def why_not_forget(ledger_import: LedgerImport, post: Post | None) -> list[Refusal]:
    reasons = why_not_import(post)
    if not reasons and (ledger_import.state != ImportState.TAKEN or not ledger_import.rejected):
        reasons.append(
            Refusal(
                "import_keeps_nothing",
                gettext_noop("Nothing of this ledger is kept that could be deleted."),
            )
        )
    return reasons


def file_gone() -> Refusal:
    return Refusal(
        "import_file_gone",
        gettext_noop(
            "The file is no longer there, or is not the one that was uploaded. Upload the ledger "
            "again: no row is taken over twice."
        ),
    )


def row_forgotten() -> Refusal:
    return Refusal(
        "import_row_forgotten",
        gettext_noop("Set aside. The row and the reason were deleted."),
    )


def changed_meanwhile() -> Refusal:
    return Refusal(
        "import_changed_meanwhile",
        gettext_noop("Somebody else did something with this ledger meanwhile. Look at it again."),
    )


def _why_not_step(ledger_import: LedgerImport, to: str) -> list[Refusal]:
    if to in STEPS[ledger_import.state]:
        return []
    return [_not_now(ledger_import)]


def _why_not_in(ledger_import: LedgerImport, states: tuple[str, ...]) -> list[Refusal]:
    return [] if ledger_import.state in states else [_not_now(ledger_import)]


def _not_now(ledger_import: LedgerImport) -> Refusal:
    return Refusal(
        "import_step_not_allowed",
        gettext_noop("The ledger is “%(state)s”; this cannot be done with it now."),
        {"state": ImportState(ledger_import.state).label},
    )

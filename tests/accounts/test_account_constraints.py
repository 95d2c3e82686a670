"""What must never be false of a post or its holder is refused by the database itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from breaking import Break, again, assert_refuses, changed, constraints_of, named
from cast import IN_OFFICE_SINCE, Cast
from qunce.domain.accounts.models import Holding

BREAKS: list[Break] = [
    ("user_has_a_log_in_name", lambda cast: changed(cast.person("clerk"), username="")),
    ("post_role_is_known", lambda cast: changed(cast.clerk, role="king")),
    ("post_has_a_title", lambda cast: changed(cast.clerk, title="")),
    (
        "post_with_an_area_is_a_guidance_post",
        lambda cast: changed(cast.secretary, area=cast.east),
    ),
    ("user_entry_word_has_an_end", lambda cast: changed(cast.person("clerk"), entry_word="x")),
    (
        "post_with_an_own_branch_leads",
        lambda cast: changed(cast.secretary, own_branch=cast.village),
    ),
    (
        "post_has_one_holder",
        lambda cast: again(Holding.objects.get(post=cast.clerk), user_id=cast.person("leader").pk),
    ),
    (
        "holding_ends_after_it_begins",
        lambda cast: changed(Holding.objects.get(post=cast.clerk), until=IN_OFFICE_SINCE),
    ),
]


@named(BREAKS)
def test_the_database_refuses(cast: Cast, name: str, breaks: Callable[[Cast], object]) -> None:
    assert_refuses("accounts", name, lambda: breaks(cast))


def test_no_constraint_of_accounts_goes_untested() -> None:
    assert {name for name, _ in BREAKS} == constraints_of("accounts")


def test_a_holding_of_a_single_day_is_possible(cast: Cast) -> None:
    holding = Holding.objects.get(post=cast.clerk)
    changed(holding, until=IN_OFFICE_SINCE + timedelta(days=1))
    holding.refresh_from_db()
    assert holding.until is not None

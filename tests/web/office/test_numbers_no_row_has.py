"""A number that no row can have is no choice, wherever several are chosen; never an error page."""

from __future__ import annotations

import pytest

from cast import Cast
from qunce.domain.accounts.models import Post
from qunce.web.office.checks.forms import RoundForm
from qunce.web.office.supervision.forms import GroupForm
from qunce.web.shell.fields import LONGEST_NUMBER, SeveralField

NO_NUMBERS = ["9" * 30, "9" * LONGEST_NUMBER, "-1", "x", "", "1e3"]


@pytest.mark.parametrize("number", NO_NUMBERS)
def test_a_round_of_checks(cast: Cast, number: str) -> None:
    form = RoundForm(cast.town, {"places": [number]})
    assert [error.code for error in form.errors.as_data()["places"]] == ["invalid_pk_value"]


@pytest.mark.parametrize("number", NO_NUMBERS)
def test_a_guidance_group(cast: Cast, number: str) -> None:
    posts = Post.objects.all()
    form = GroupForm(posts, posts, {"leader": str(cast.leader.pk), "members": [number]})
    assert "members" in form.errors


def test_nothing_chosen_is_nothing(cast: Cast) -> None:
    field = SeveralField(queryset=Post.objects.all(), required=False)
    assert list(field.clean([])) == []
    assert list(field.clean(None)) == []

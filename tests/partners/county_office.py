"""The campaign office of a county, which keeps the keys."""

from __future__ import annotations

from cast import IN_OFFICE_SINCE, NOW, SYSTEM, Cast
from qunce.domain.accounts.actions import add_post, add_staff, appoint
from qunce.domain.accounts.models import Post
from qunce.domain.partners.actions import make_key
from qunce.domain.partners.models import PartnerKey


def a_county_office(cast: Cast) -> Post:
    """The county's campaign office, with somebody in it whose log-in name is ``log-in-county``."""
    post = add_post(
        unit=cast.county,
        code="qinghe-office",
        title="县活动办公室主任",
        role="campaign_office",
        actor=SYSTEM,
        now=NOW,
    )
    user = add_staff(username="log-in-county", name="叶县办", password=None, now=NOW)
    appoint(post=post, user=user, since=IN_OFFICE_SINCE, actor=SYSTEM, now=NOW)
    return post


def a_key(office: Post, name: str = "县政务小程序") -> tuple[PartnerKey, str]:
    return make_key(county=office.unit, name=name, actor=office, now=NOW)

"""How often one network may do something: counted by address, kept without it.

A village often shares one address, so limits are generous; they stop programs, not people.  The
count stands under an HMAC of the address, never the address itself.
"""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest

from qunce.domain.limits import actions, queries
from qunce.kernel import clock


@dataclass(frozen=True, slots=True)
class Window:
    """At most ``amount`` in ``seconds``, counted from the clock's full minutes or hours."""

    amount: int
    seconds: int

    def left(self, now: datetime) -> int:
        """Seconds until it is over."""
        return self.seconds - int(now.timestamp()) % self.seconds

    def end(self, now: datetime) -> datetime:
        return datetime.fromtimestamp(int(now.timestamp()) + self.left(now), UTC)


@dataclass(frozen=True, slots=True)
class Limit:
    """One act, limited in one or more windows."""

    act: str
    windows: tuple[Window, ...]

    def wait(self, request: HttpRequest) -> int:
        """Seconds until it may be done again; 0 when it may be done now.  Counts nothing."""
        now = clock.now()
        keys = self._keys(request)
        counts = queries.spent(keys, now)
        return _wait(keys, {key: count + 1 for key, count in counts.items()}, now)

    def spend(self, request: HttpRequest) -> int:
        """It is done once more; the seconds to wait when that is too often, and 0 when it is not.

        One statement that asks and counts, so that of a hundred requests at one instant none
        slips through.  What is too often is counted too, in every window.
        """
        now = clock.now()
        keys = self._keys(request)
        untils = {key: window.end(now) for key, window in keys.items()}
        return _wait(keys, actions.spend(keys=untils, now=now), now)

    def give_back(self, request: HttpRequest) -> None:
        """What was spent just now came to nothing and does not count."""
        actions.give_back(keys=self._keys(request), now=clock.now())

    def _keys(self, request: HttpRequest) -> dict[str, Window]:
        who = _network(request)
        return {f"{self.act}:{window.seconds}:{who}": window for window in self.windows}


def _wait(keys: Mapping[str, Window], counts: Mapping[str, int], now: datetime) -> int:
    over = [window for key, window in keys.items() if counts.get(key, 0) > window.amount]
    return max((window.left(now) for window in over), default=0)


def _network(request: HttpRequest) -> str:
    """The visitor's address (of IPv6 its /64, which one line has) as nobody can read it back."""
    address: str = get_adapter().get_client_ip(request)
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        pass
    else:
        if found.version == 6:
            address = str(ipaddress.ip_network(f"{found}/64", strict=False))
    return hmac.digest(settings.SECRET_KEY.encode(), address.encode(), "sha256").hex()[:32]

"""How often one network may do something: counted by address, kept without it.

A village often shares one address, so limits are generous; they stop programs, not people.  The
cache holds an HMAC of the address, never the address itself.  Two requests at the same instant
may be counted as one: for what these limits are for, that does not matter.
"""

from __future__ import annotations

import hmac
import ipaddress
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from qunce.kernel import clock


@dataclass(frozen=True, slots=True)
class Window:
    """At most ``amount`` in ``seconds``, counted from the clock's full minutes or hours."""

    amount: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Limit:
    """One act, limited in one or more windows."""

    act: str
    windows: tuple[Window, ...]

    def wait(self, request: HttpRequest) -> int:
        """Seconds until it may be done again; 0 when it may be done now.  Counts nothing."""
        instant = int(clock.now().timestamp())
        keys = self._keys(request, instant)
        spent = cache.get_many(list(keys))
        return max(
            (
                window.seconds - instant % window.seconds
                for key, window in keys.items()
                if spent.get(key, 0) >= window.amount
            ),
            default=0,
        )

    def spend(self, request: HttpRequest) -> None:
        """It was done once more."""
        for key, window in self._keys(request, int(clock.now().timestamp())).items():
            cache.set(key, cache.get(key, 0) + 1, window.seconds)

    def _keys(self, request: HttpRequest, instant: int) -> dict[str, Window]:
        who = _network(request)
        return {
            f"limit:{self.act}:{window.seconds}:{instant // window.seconds}:{who}": window
            for window in self.windows
        }


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

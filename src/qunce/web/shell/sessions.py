"""Sessions in the database, each saved in one statement.

Django opens a transaction around every save of a session; a single INSERT or UPDATE is whole
without one, and the begin and the commit are two more calls to the database on each page that
keeps something.
"""

from __future__ import annotations

from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from qunce.domain.accounts.actions import keep_session


class SessionStore(DatabaseStore):
    """As Django's own in all but the transaction."""

    def save(self, must_create: bool = False) -> None:
        """The session is kept; refuses a key that is taken or a session that is gone."""
        if self.session_key is None:
            super().save()  # draws a key and comes back with it
            return
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        if not keep_session(session=self.create_model_instance(data), new=must_create):
            raise CreateError if must_create else UpdateError

"""Whoever opens the notice board sees first what they are asked today."""

from __future__ import annotations

from datetime import datetime, timedelta

import time_machine
from django.test import Client

from ballots_made import opened
from builders import statements
from cast import NOW, Cast
from consultations_made import CLOSES_ON, a_consultation, started


def board(client: Client, on: datetime = NOW) -> str:
    with time_machine.travel(on, tick=False):
        return client.get("/").content.decode()


def test_what_is_asked_now_stands_on_the_board_with_its_last_day(
    cast: Cast, client: Client
) -> None:
    consultation = started(cast)
    assert f'href="/ask/{consultation.pk}/"' in board(client)


def test_what_is_not_asked_yet_or_any_more_does_not(cast: Cast, client: Client) -> None:
    draft = a_consultation(cast)
    assert f"/ask/{draft.pk}/" not in board(client)
    started(cast, draft)
    days = (CLOSES_ON - NOW.date()).days
    assert f"/ask/{draft.pk}/" in board(client, NOW + timedelta(days=days))
    assert f"/ask/{draft.pk}/" not in board(client, NOW + timedelta(days=days + 1))


def test_a_ballot_that_is_open_leads_to_the_slip(cast: Cast, client: Client) -> None:
    town = opened(cast)
    shown = board(client)
    assert f'href="/ballots/{town.ballot.pk}/"' in shown
    assert 'href="/vote/"' in shown


def test_the_board_costs_the_same_for_one_asking_and_two(cast: Cast, client: Client) -> None:
    started(cast)
    board(client)
    one = len(statements(lambda: board(client)))
    started(cast, kind="remedy")
    assert len(statements(lambda: board(client))) == one
    assert one <= 12

from django.apps import AppConfig


class BallotsConfig(AppConfig):
    name = "qunce.domain.ballots"
    label = "ballots"

from django.apps import AppConfig


class Open311Config(AppConfig):
    name = "qunce.web.open311"
    label = "open311"

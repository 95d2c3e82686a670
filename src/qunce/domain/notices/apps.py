from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "qunce.domain.notices"
    label = "notices"

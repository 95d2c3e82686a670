from django.apps import AppConfig


class PracticeConfig(AppConfig):
    name = "qunce.domain.practice"
    label = "practice"

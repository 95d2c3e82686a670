from django.apps import AppConfig


class ProblemsConfig(AppConfig):
    name = "qunce.domain.problems"
    label = "problems"

from django.apps import AppConfig


class StudyConfig(AppConfig):
    name = "qunce.domain.study"
    label = "study"

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "qunce.domain.jobs"
    label = "jobs"

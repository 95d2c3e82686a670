from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "qunce.domain.record"
    label = "record"

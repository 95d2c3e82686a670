from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    name = "qunce.domain.consultations"
    label = "consultations"

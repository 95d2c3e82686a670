from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "qunce.domain.organisations"
    label = "organisations"

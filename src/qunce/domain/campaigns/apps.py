from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "qunce.domain.campaigns"
    label = "campaigns"

from django.apps import AppConfig


class ShellConfig(AppConfig):
    name = "qunce.web.shell"
    label = "shell"

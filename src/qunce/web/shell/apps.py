from django.apps import AppConfig


class ShellConfig(AppConfig):
    name = "qunce.web.shell"
    label = "shell"

    def ready(self) -> None:
        from qunce.web.shell.asked_fields import register_sizes

        register_sizes()

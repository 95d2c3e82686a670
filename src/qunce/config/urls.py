"""Every address of the site, by who answers for it."""

from django.conf import settings
from django.urls import include, path
from django.views.i18n import set_language

from qunce.web.shell import demo, views

urlpatterns = [
    path("i18n/setlang/", set_language, name="set_language"),
    path("large-print/", views.large_print, name="large_print"),
    path("act/", views.act, name="act"),
    path("accounts/", include("qunce.web.shell.sign_in")),
    path("office/", include("qunce.web.office.urls")),
    path("open311/", include("qunce.web.open311.urls")),
    path("", include("qunce.web.resident.urls")),
    path("", include("qunce.web.public.urls")),
]

if settings.DEMO:
    urlpatterns += [
        path("demo/", demo.roles, name="demo"),
        path("demo/enter/<slug:role>/", demo.enter, name="demo_enter"),
    ]

handler400 = "qunce.web.shell.errors.bad_request"
handler403 = "qunce.web.shell.errors.forbidden"
handler404 = "qunce.web.shell.errors.not_found"
handler429 = "qunce.web.shell.errors.too_many"
handler500 = "qunce.web.shell.errors.server_error"

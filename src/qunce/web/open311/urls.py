"""Addresses of Open311.

A client may join the endpoint's address and the resource with one slash or with two.
"""

from django.urls import path, re_path

from qunce.web.open311 import catalogue, discovery, reports
from qunce.web.open311.endpoint import nothing_here

ENDPOINT = r"^(?P<test>test/)?v2/+"
SUFFIX = r"\.(?P<suffix>[A-Za-z0-9]+)$"

app_name = "open311"
urlpatterns = [
    path("", discovery.about, name="about"),
    re_path(r"^discovery" + SUFFIX, discovery.discovery, name="discovery"),
    re_path(ENDPOINT + r"services" + SUFFIX, catalogue.services, name="services"),
    re_path(ENDPOINT + r"services/(?P<code>[^/]+)" + SUFFIX, catalogue.definition, name="service"),
    re_path(ENDPOINT + r"requests" + SUFFIX, reports.requests, name="requests"),
    re_path(ENDPOINT + r"requests/(?P<number>[^/]+)" + SUFFIX, reports.request, name="request"),
    re_path(ENDPOINT + r"tokens/(?P<token>[^/]+)" + SUFFIX, reports.token, name="token"),
    re_path(r"^", nothing_here),
]

"""Addresses of signing in: of django-allauth only what staff need.

There is no sign-up, no e-mail and no password reset by mail: the office adds staff and gives
a word in person, with which one chooses a password.  Sign-up keeps its name because allauth's
pages look it up; it answers that it is closed.
"""

from allauth.account import views as account
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import include, path

from qunce.web.shell import first_password


@login_required
def change_password(request: HttpRequest) -> HttpResponseBase:
    """Who has no password (staff of the demo) has none to change."""
    if request.user.is_anonymous or not request.user.has_usable_password():
        raise Http404
    answer: HttpResponseBase = account.password_change(request)
    return answer


urlpatterns = [
    path("first/", first_password.first_password, name="account_first_password"),
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("signup/", account.signup, name="account_signup"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", change_password, name="account_change_password"),
    path("second-step/", include("allauth.mfa.urls")),
]

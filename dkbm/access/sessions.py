"""Idle and absolute limits of a session (ASVS 7.3): whichever comes first ends it."""

from collections.abc import Callable

from allauth.usersessions.middleware import UserSessionsMiddleware
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from dkbm import clock

GetResponse = Callable[[HttpRequest], HttpResponse]
STARTED, SEEN = "dkbm_started", "dkbm_seen"
TOUCH_SECONDS = 60


class SessionLimits:
    """Ends sessions that were idle or open for too long; notes the last use at most once a minute."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            self._check(request)
        response = self.get_response(request)
        if request.user.is_authenticated:
            self._start(request)
        return response

    def _start(self, request: HttpRequest) -> None:
        """The clocks of a session run from the login itself, not from the first page after it."""
        now = clock.now().timestamp()
        for name in (STARTED, SEEN):
            request.session.setdefault(name, now)

    def _check(self, request: HttpRequest) -> None:
        now = clock.now().timestamp()
        self._start(request)
        started, seen = request.session[STARTED], request.session[SEEN]
        if now - started > settings.SESSION_ABSOLUTE_SECONDS or now - seen > settings.SESSION_IDLE_SECONDS:
            logout(request)
        elif now - seen > TOUCH_SECONDS:
            request.session[SEEN] = now


class NotedSessions(UserSessionsMiddleware):
    """allauth's list of one's own sessions, kept up to date as often as `SessionLimits` notes a use.

    allauth itself would write a row at every request, which costs more than most pages. Stands after
    `SessionLimits`, which changes the session once a minute and at the first page.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return super().__call__(request) if request.session.modified else self.get_response(request)

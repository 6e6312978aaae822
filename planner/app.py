"""The composition root: reads from top to bottom what the application is made of."""

import os
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from planner.paths import instance_dir, resource_dir
from planner.settings import Settings, read_settings
from planner.store.base import Store
from planner.web import blueprints, lanes
from planner.web.access import lane_of, may_open, signed_in_account
from planner.web.auditing import init_audit
from planner.web.clock import Clock, set_clock
from planner.web.db import init_db
from planner.web.errors import init_errors, route_name
from planner.web.filters import init_filters
from planner.web.gate.short_way import AnswerAll, ShortWay, behind_proxies
from planner.web.headers import init_headers, init_statics
from planner.web.house_css import guest_css
from planner.web.i18n import init_i18n, language_choices
from planner.web.indentation import init_indentation
from planner.web.late_rules import LateRule
from planner.web.layout import frame
from planner.web.meanwhile import init_meanwhile
from planner.web.once import init_once
from planner.web.requests import SignedSessions, init_requests, let_anybody_ask_for_signs
from planner.web.watching import init_watching
from planner.web.who_runs import runner_of_page

LARGEST_BODY = 4 * 1024 * 1024
LARGEST_FORM = 1024 * 1024
MOST_FORM_PARTS = 2_000


class PlannerApp(Flask):
    """Flask, except that an error in the log names the route and never the address."""

    session_interface = SignedSessions()
    short_way: ShortWay | None = None
    """For what phones at gates send; without one everything is answered at length."""
    url_rule_class = LateRule

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Take a view as it is: none of ours is a coroutine, so none is looked at for it."""
        return func

    def wsgi_app(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer a request; whatever came of it, the turn that it took is given back."""
        if self.short_way is not None:
            answered = self.short_way.answer(environ, start_response)
            if answered is not None:
                return answered
        let_anybody_ask_for_signs(environ, self.extensions["settings"].host)
        with lanes.visit():
            answer: Iterable[bytes] = super().wsgi_app(environ, start_response)
            return answer

    def log_exception(self, exc_info: Any) -> None:
        """Log a failure without the path, which may hold somebody's code."""
        self.logger.error("Exception on %s", route_name(), exc_info=exc_info)


def create_app(settings: Settings | None = None, *, clock: Clock | None = None) -> Flask:
    """Put the application together.

    Raises:
        UnsafeSettings: a setting is missing or unsafe; see planner.settings.
    """
    settings = settings or read_settings(os.environ, instance_dir())
    app = PlannerApp(
        "planner",
        template_folder=str(resource_dir("templates")),
        static_folder=str(resource_dir("static")),
        static_url_path="/static",
        instance_path=str(settings.instance),
    )
    app.config.update(_config(settings))
    app.extensions["settings"] = settings
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    init_indentation(app)
    set_clock(app, clock or (lambda: datetime.now(UTC)))
    init_db(app, Store(settings.asks_at, is_pooled=bool(settings.pooler_url)))
    init_i18n(app)
    init_filters(app)
    init_statics(app)
    init_headers(app, is_https=settings.is_https)
    init_requests(app)
    init_errors(app)
    init_watching(app, settings)
    lanes.init_lanes(app, lane_of)
    CSRFProtect(app)
    blueprints.register_all(app)
    init_audit(app)
    init_once(app)
    init_meanwhile(app)
    _give_templates(app)
    app.short_way = ShortWay(app)
    answer_all: AnswerAll = app.short_way.answer_all
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
        answer_all = behind_proxies(answer_all, hops)
    app.extensions["answer_rush"] = answer_all

    @app.after_request
    def hide_server(response: Response) -> Response:
        response.headers.pop("Server", None)
        return response

    return app


def _config(settings: Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.secret_key,
        "TRUSTED_HOSTS": _hosts(settings),
        "MAX_CONTENT_LENGTH": LARGEST_BODY,
        "MAX_FORM_MEMORY_SIZE": LARGEST_FORM,
        "MAX_FORM_PARTS": MOST_FORM_PARTS,
        "PREFERRED_URL_SCHEME": "https" if settings.is_https else "http",
        # The __Host- prefix makes a browser refuse the cookie from anybody but this host over TLS.
        "SESSION_COOKIE_NAME": "__Host-planner" if settings.is_https else "planner",
        "SESSION_COOKIE_SECURE": settings.is_https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the sign-in; nobody loses a form to a clock
    }


def _hosts(settings: Settings) -> list[str]:
    """Return the names this installation answers to: its own, and on a trial run this machine's."""
    if not settings.insecure_http:
        return [settings.host]
    return [settings.host, settings.bind]


def _give_templates(app: Flask) -> None:
    app.jinja_env.globals["may_open"] = may_open
    # Asked for where a page shows it: who runs what may be a question to the database.
    app.jinja_env.globals["page_runner"] = runner_of_page
    app.jinja_env.globals["guest_css"] = lambda: guest_css(runner_of_page().colours)

    @app.context_processor
    def values() -> dict[str, Any]:
        return {
            "product_name": "Planner",
            "languages": language_choices(),
            "current_user": signed_in_account(),
            **frame(),
        }

"""An OpenID Connect provider of another make than what we sign in with: pyop, of SUNET and others.

It reads requests, keeps codes, checks the client and the proof of the code, and signs tokens by its
own code and its own libraries (oic, jwkest); here is only the plain HTTP around it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from Cryptodome.PublicKey import RSA
from jwkest.jwk import RSAKey  # type: ignore[import-untyped]
from pyop.authz_state import AuthorizationState  # type: ignore[import-untyped]
from pyop.exceptions import OAuthError  # type: ignore[import-untyped]
from pyop.provider import Provider  # type: ignore[import-untyped]
from pyop.subject_identifier import HashBasedSubjectIdentifierFactory  # type: ignore[import-untyped]
from pyop.userinfo import Userinfo  # type: ignore[import-untyped]

from tests.support.provider import CLIENT, SECRET, send_json, serving

PERSON = "noor"


class PyopProvider:
    """Signs in one person without asking.

    Attributes:
        claims: what it says of the person, where it tells it.
        tells_in_token: whether it tells that in the ID token, or only when it is asked.
        person: of whom it tells when it is asked; None for who signed in.
        is_silent: whether it tells nothing when it is asked.
        seen: the paths that were asked, in order.
        published: the keys that others can read; None for those it signs with.
    """

    def __init__(self, return_url: str) -> None:
        self.claims: dict[str, Any] = {"email": "Noor@feest.example", "email_verified": True}
        self.tells_in_token = False
        self.person: str | None = None
        self.is_silent = False
        self.seen: list[str] = []
        self.published: dict[str, Any] | None = None
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.answer(self)

            def do_POST(self) -> None:
                outer.answer(self)

            def log_message(self, *rest: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        self.key = RSAKey(key=RSA.generate(2048), alg="RS256", use="sig", kid="of-pyop")
        self.provider = self._make(return_url)

    def _make(self, return_url: str) -> Any:
        people = Userinfo({PERSON: {}})
        places = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/me",
        }
        made = Provider(
            self.key,
            {name: place.replace("http:", "https:") for name, place in places.items()}
            | {
                "scopes_supported": ["openid", "email", "profile"],
                "response_types_supported": ["code"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            },
            AuthorizationState(HashBasedSubjectIdentifierFactory("salt of a test")),
            {
                CLIENT: {
                    "client_secret": SECRET,
                    "redirect_uris": [return_url],
                    "response_types": ["code"],
                    "token_endpoint_auth_method": "client_secret_basic",
                }
            },
            people,
        )
        # It begins with nothing but https; on one machine there is no certificate.
        made.configuration_information.update(places)
        return made

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Answer a request of a browser or of the planner."""
        parts = urlsplit(request.path)
        self.seen.append(parts.path)
        try:
            if parts.path == "/.well-known/openid-configuration":
                send_json(request, 200, self.provider.provider_configuration.to_dict())
            elif parts.path == "/keys":
                send_json(request, 200, self.published or self.provider.jwks)
            elif parts.path == "/authorize":
                asked = self.provider.parse_authentication_request(parts.query)
                back = self.provider.authorize(asked, PERSON)
                request.send_response(302)
                request.send_header("Location", back.request(asked["redirect_uri"]))
                request.end_headers()
            elif parts.path == "/me" and self.is_silent:
                send_json(request, 503, {})
            elif parts.path == "/me":
                found = self.provider.handle_userinfo_request(
                    parts.query, {"Authorization": request.headers["Authorization"]}
                )
                named = {} if self.person is None else {"sub": self.person}
                send_json(request, 200, found.to_dict() | self.claims | named)
            else:
                length = int(request.headers["Content-Length"])
                sent = request.rfile.read(length).decode()
                more = dict(self.claims) if self.tells_in_token else {}
                answer = self.provider.handle_token_request(
                    sent, dict(request.headers), extra_id_token_claims=more
                )
                send_json(request, 200, answer.to_dict())
        except OAuthError as error:
            send_json(request, 400, {"error": error.oauth_error})


@contextmanager
def running(return_url: str) -> Iterator[PyopProvider]:
    """Serve a provider on this machine that knows one client, which is ours."""
    provider = PyopProvider(return_url)
    with serving(provider.server):
        yield provider

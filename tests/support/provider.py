"""A small OpenID Connect provider, real enough to be wrong in every way that matters."""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from planner.settings import Settings
from planner.web.clock import Clock

CLIENT, SECRET = "planner", "a secret between two machines"


class OpenIdProvider:
    """Signs in one person without asking; `claims` and `lies` change what it says.

    Attributes:
        claims: put into the ID token over what is right.
        lies: put into the configuration over what is right.
        key: signs; `published` is what others can read.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.claims: dict[str, Any] = {}
        self.lies: dict[str, Any] = {}
        self.key = RSAKey.generate_key(auto_kid=True)
        self.published = self.key
        self.codes: dict[str, dict[str, str]] = {}
        self.algorithm = "RS256"
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.get(self)

            def do_POST(self) -> None:
                outer.post(self)

            def log_message(self, *rest: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"

    def get(self, request: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(request.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/.well-known/openid-configuration":
            answer: Any = {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
            } | self.lies
            send_json(request, 200, answer)
        elif parts.path == "/keys":
            send_json(request, 200, KeySet([self.published]).as_dict(private=False))
        elif parts.path == "/authorize" and asked["code_challenge_method"] == "S256":
            code = f"code-{len(self.codes)}"
            self.codes[code] = asked
            request.send_response(302)
            url = f"{asked['redirect_uri']}?code={code}&state={asked['state']}&iss={self.issuer}"
            request.send_header("Location", url)
            request.end_headers()
        else:
            send_json(request, 400, {})

    def post(self, request: BaseHTTPRequestHandler) -> None:
        length = int(request.headers["Content-Length"])
        sent = {name: one[0] for name, one in parse_qs(request.rfile.read(length).decode()).items()}
        asked = self.codes.pop(sent.get("code", ""), None)
        credentials = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if (
            asked is None
            or request.headers["Authorization"] != f"Basic {credentials}"
            or challenge != asked["code_challenge"]
            or sent["redirect_uri"] != asked["redirect_uri"]
        ):
            send_json(request, 400, {"error": "invalid_grant"})
            return
        at = int(self.clock().timestamp())
        claims = {
            "iss": self.issuer,
            "sub": "person-1",
            "aud": CLIENT,
            "iat": at,
            "exp": at + 300,
            "nonce": asked["nonce"],
            "email": "Noor@feest.example",
            "email_verified": True,
        } | self.claims
        header = {"alg": self.algorithm, "kid": self.key.kid}
        token = jwt.encode(header, claims, self.key)
        send_json(request, 200, {"access_token": "x", "token_type": "Bearer", "id_token": token})


@contextmanager
def running(clock: Clock) -> Iterator[OpenIdProvider]:
    """Serve a provider on this machine."""
    provider = OpenIdProvider(clock)
    with serving(provider.server):
        yield provider


@contextmanager
def serving(server: ThreadingHTTPServer) -> Iterator[None]:
    """Let a server answer in a thread of its own."""
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield
    server.shutdown()
    thread.join()
    server.server_close()


def with_sign_in_of(issuer: str, settings: Settings) -> Settings:
    """Return settings by which people come in through a provider."""
    return replace(
        settings,
        oidc_issuer=issuer,
        oidc_client_id=CLIENT,
        oidc_client_secret=SECRET,
        oidc_name="Gemeente",
    )


def send_json(request: BaseHTTPRequestHandler, status: int, answer: Any) -> None:
    body = json.dumps(answer).encode()
    request.send_response(status)
    request.send_header("Content-Type", "application/json")
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)

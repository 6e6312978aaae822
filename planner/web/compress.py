"""Smaller answers over slow networks, where squeezing them together gives no secret away.

Compression lets somebody who can make a browser ask and see how long the answer is guess what
stands in it, where the same answer repeats what was asked. So a page with a form token in it is
never compressed, and of organisers' pages only what no other site can ask for: looking_again.py.
"""

import gzip

from flask import Blueprint, Response, g, request

SMALLEST = 500
"""Bytes. Below this nothing is gained."""
TEXTS = ("text/", "application/json", "image/svg+xml")


def compress_pages(blueprint: Blueprint) -> None:
    """Send what these pages answer as gzip to browsers that take it."""
    blueprint.after_request(compress)


def compress(response: Response) -> Response:
    """Make an answer shorter, if the browser takes that and it gives no secret away."""
    if not _is_worth_it(response) or "csrf_token" in g:
        return response
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"] <= 0:
        return response
    # A fixed time in the head: the same page is the same bytes.
    response.set_data(gzip.compress(response.get_data(), compresslevel=6, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    etag, _is_weak = response.get_etag()
    if etag:
        response.set_etag(etag, weak=True)  # other bytes, the same meaning
    return response


def _is_worth_it(response: Response) -> bool:
    return (
        (response.mimetype or "").startswith(TEXTS)
        and not response.is_streamed
        and not response.direct_passthrough
        and "Content-Encoding" not in response.headers
        and len(response.get_data()) > SMALLEST
    )

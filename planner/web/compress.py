"""Smaller answers over slow networks, where squeezing them together gives no secret away.

Compression lets somebody who can make a browser ask and see how long the answer is guess what
stands in it, where the same answer repeats what was asked. So a page with a form token in it is
never compressed, and of organisers' pages only what no other site can ask for: looking_again.py.
"""

import zlib
from functools import lru_cache

from flask import Blueprint, Response, g, request

SMALLEST = 500
"""Bytes. Below this nothing is gained."""
LEVEL = 6
AS_GZIP = 31
STYLE_ENDS = b"</style>"
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
    response.set_data(_squeezed(response.get_data()))
    response.headers["Content-Encoding"] = "gzip"
    etag, _is_weak = response.get_etag()
    if etag:
        response.set_etag(etag, weak=True)  # other bytes, the same meaning
    return response


def _squeezed(page: bytes) -> bytes:
    """Return a page as gzip, without the time of day: the same page is the same bytes."""
    end = page.find(STYLE_ENDS) + 1
    begun, squeezer = _begun(page[:end])
    # What stands in the beginning is still referred to, so the whole gets as small as at once.
    squeezer = squeezer.copy()
    return b"".join((begun, squeezer.compress(page[end:]), squeezer.flush()))


# Half of a guest's page is its style, the same in all pages of an organisation in a language. To
# have begun takes a quarter of a megabyte, so there are few.
@lru_cache(maxsize=8)
def _begun(beginning: bytes) -> tuple[bytes, "zlib._Compress"]:
    """Return what a beginning becomes, and what goes on from there."""
    squeezer = zlib.compressobj(LEVEL, wbits=AS_GZIP)
    return squeezer.compress(beginning), squeezer


def _is_worth_it(response: Response) -> bool:
    return (
        (response.mimetype or "").startswith(TEXTS)
        and not response.is_streamed
        and not response.direct_passthrough
        and "Content-Encoding" not in response.headers
        and len(response.get_data()) > SMALLEST
    )

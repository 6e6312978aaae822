"""The picture that chats show with the link of an event: the same for everybody, kept by all."""

import logging

from flask import Response, abort, redirect, request
from flask.typing import ResponseReturnValue

from planner.exports import pdf
from planner.exports.pdf import PdfFailed
from planner.services.plan import listing, share_pictures
from planner.services.plan.share_pictures import PictureBusy
from planner.web.db import read_anew, reading_session
from planner.web.installation import settings
from planner.web.lanes import LaneFull
from planner.web.public import bp
from planner.web.shared_page import picture_of, picture_url

log = logging.getLogger("planner")
MAY_BE_KEPT = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "X-Robots-Tag": "all",
    # Pages of other sites that show the link show its picture too.
    "Cross-Origin-Resource-Policy": "cross-origin",
}


@bp.get("/e/<slug>/picture/<mark>.png")
def send_event_picture(slug: str, mark: str) -> ResponseReturnValue:
    """Send the picture of an event; an address with words of before leads to the one of today.

    Who asks first waits for it to be drawn. It is drawn outside of the database's time, and only
    one at a time: others hear when to come back, so that no crowd of programs holds up guests.
    """
    event = listing.public_event(reading_session(), slug)
    if event is None or not pdf.is_available():
        abort(404)
    picture, event_id = picture_of(event), event.id
    if mark != share_pictures.mark_of(picture):
        return redirect(picture_url(event, picture), code=302)
    read_anew()
    instance = settings().instance
    try:
        path = share_pictures.kept(instance, event_id, picture) or share_pictures.make(
            instance, event_id, picture
        )
    except PictureBusy:
        raise LaneFull from None
    except PdfFailed as failed:
        log.warning("no picture of an event: %s", failed)
        abort(503)
    response = Response(path.read_bytes(), mimetype="image/png")
    response.set_etag(mark)
    response.headers.update(MAY_BE_KEPT)
    response.make_conditional(request)
    return response

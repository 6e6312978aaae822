"""Addresses of the pages of helpers, as they stand in mail and on paper."""

from flask import url_for

from planner.services.helpers.helper_secrets import secret_of
from planner.web.installation import settings


def own_page_url(helper_id: int) -> str:
    """Return a helper's own link: whoever has it is that helper."""
    here = settings()
    secret = secret_of(helper_id, code_key=here.code_key)
    return here.base_url + url_for("helper.show_own", secret=secret)


def stop_asking_url(helper_id: int) -> str:
    """Return the page on which a helper stops being asked; mail programs post to it themselves."""
    here = settings()
    secret = secret_of(helper_id, code_key=here.code_key)
    return here.base_url + url_for("helper.stop_asking", secret=secret)

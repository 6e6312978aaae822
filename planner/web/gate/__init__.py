"""Pages of the gate."""

from planner.web.access import Access
from planner.web.compress import compress_pages
from planner.web.gate.device import require_phone, speak_as_chosen
from planner.web.i18n import language_choices
from planner.web.lanes import Lane
from planner.web.pages import Pages

bp = Pages("gate", __name__, Access.GATE, rule=require_phone, url_prefix="/gate")
app_bp = Pages(  # no guest is in it
    "gate_app", __name__, Access.ANYONE, url_prefix="/gate", lane=Lane.GATE
)
compress_pages(app_bp)
app_bp.before_request(speak_as_chosen)
bp.context_processor(lambda: {"languages": language_choices()})

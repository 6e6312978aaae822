"""Paper: cards, letters, lists and posters as tagged PDFs. Values in, bytes out."""

from planner.exports.pdf.cards import render_cards
from planner.exports.pdf.day_plan import (
    DayPlan,
    PlanCall,
    PlanCode,
    PlanHeads,
    PlanTime,
    render_day_plan,
)
from planner.exports.pdf.leaflet import render_leaflet
from planner.exports.pdf.letters import render_letters
from planner.exports.pdf.paper import (
    CardSheet,
    CardTexts,
    HousePaper,
    Leaflet,
    LetterSheet,
    LetterTexts,
    Paper,
    PaperTexts,
    Poster,
    PrintedCard,
    PrintedFact,
    PrintedLine,
    PromisePoster,
    SharePicture,
    SpokenLanguage,
    TableList,
    ToldOnPaper,
)
from planner.exports.pdf.pictures import draw_first_page, draw_share_picture
from planner.exports.pdf.poster import render_poster, render_promise_poster
from planner.exports.pdf.programme import ProgrammePaper, ProgrammePart, render_programme
from planner.exports.pdf.table_list import render_table_list
from planner.exports.pdf.text import unprintable
from planner.exports.pdf.typesetting import PdfFailed, PdfNotInstalled, is_available

__all__ = [
    "CardSheet",
    "CardTexts",
    "DayPlan",
    "HousePaper",
    "Leaflet",
    "LetterSheet",
    "LetterTexts",
    "Paper",
    "PaperTexts",
    "PdfFailed",
    "PdfNotInstalled",
    "PlanCall",
    "PlanCode",
    "PlanHeads",
    "PlanTime",
    "Poster",
    "PrintedCard",
    "PrintedFact",
    "PrintedLine",
    "ProgrammePaper",
    "ProgrammePart",
    "PromisePoster",
    "SharePicture",
    "SpokenLanguage",
    "TableList",
    "ToldOnPaper",
    "draw_first_page",
    "draw_share_picture",
    "is_available",
    "render_cards",
    "render_day_plan",
    "render_leaflet",
    "render_letters",
    "render_poster",
    "render_programme",
    "render_promise_poster",
    "render_table_list",
    "unprintable",
]

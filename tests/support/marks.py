"""Words with what is marked in them: Python and the phones have to agree on each."""

from planner.core.residents.marks import MarkKind

N, H, PL, PH, M, PC = (
    *(MarkKind.NAME, MarkKind.HOUSE, MarkKind.PLATE),
    *(MarkKind.PHONE, MarkKind.MAIL, MarkKind.POSTCODE),
)
WORDS: list[tuple[str, list[tuple[MarkKind, str]]]] = [
    ("Het onkruid staat anderhalve meter hoog.", []),
    ("Mevrouw Jansen zegt dat het donker is.", [(N, "Jansen")]),
    ("mevrouw van der Berg en meneer El Amrani", [(N, "van der Berg"), (N, "El Amrani")]),
    ("Die mevrouw met de hond, en de familie tegenover.", []),
    ("Tante Mien woont op Kerkstraat 12a.", [(N, "Mien"), (H, "12a")]),
    ("In de Kerkstraat 3 uur wachten", []),
    ("huisnummer 14, nummer 7 b", [(H, "14"), (H, "7 b")]),
    ("De auto 12-ABC-3 staat er al weken", [(PL, "12-ABC-3")]),
    ("Bel 06-12345678 of +31 45 571 23 45", [(PH, "06-12345678"), (PH, "+31 45 571 23 45")]),
    ("Mail naar karin@voorbeeld.nl, dan hoor je het", [(M, "karin@voorbeeld.nl")]),
    ("Bij 6411 AB is het altijd nat", [(PC, "6411 AB")]),
    ("Frau Müller aus der Bahnhofstraat 5", [(N, "Müller"), (H, "5")]),
    ("Pani Kowalska mówi, że jest ciemno", [(N, "Kowalska")]),
    ("🎉🎉 meneer Şahin, 🎉 nr. 8", [(N, "Şahin"), (H, "8")]),
    ("رقم الهاتف ٠٦١٢٣٤٥٦٧٨", []),
    ("In 1944 was het hier mooier, met 3 bomen en 20 banken.", []),
    ("", []),
]

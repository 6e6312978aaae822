"""The statements of checking in, on plain tables and built once.

Building them anew took half the time of a scan. Where a gate is compared as `gate_id + 0`, the
sum keeps SQLite from reading every scan of the gate instead of the one with the right nonce.
"""

from typing import Any, cast

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    Table,
    and_,
    any_,
    bindparam,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from planner.core.enums import ScanKind
from planner.store.models import Answer, Batch, Event, Gate, GateDevice, Invitation, Scan
from planner.store.prepared import PreparedConnection, prepared

_invitations = cast(Table, Invitation.__table__)
_answers = cast(Table, Answer.__table__).c
_events = cast(Table, Event.__table__).c
_gates = cast(Table, Gate.__table__).c
_batches = cast(Table, Batch.__table__).c
_scan_table = cast(Table, Scan.__table__)
_scans = _scan_table.c
_cards = _invitations.alias("card")
_voids = _scan_table.alias("waiting")

_on_these_cards = or_(
    _cards.c.code_hash.in_(bindparam("hashes", expanding=True)),
    and_(
        _cards.c.event_id.in_(bindparam("of_events", expanding=True)),
        _cards.c.number.in_(bindparam("numbers", expanding=True)),
    ),
)
_let_in = _scans.outcome["let_in"]
FACT_COLUMNS = (
    _scans.device_id,
    _scans.nonce,
    _scans.gate_id,
    _scans.kind,
    _scans.scanned_at,
    _scans.voids_nonce,
    _let_in["adults"].as_integer().label("let_in_adults"),
    _let_in["children"].as_integer().label("let_in_children"),
    _scans.outcome["party_size"].as_integer().label("party_size"),
)
"""What makes a fact of a stored scan; its answer is taken apart by the database."""

_columns = ("id", "event_id", "number", "code_hash", "state", "largest_party")
_returned = tuple(_invitations.c[name] for name in _columns)

# The row of the invitation is where two gates queue for one card: whoever comes second reads the
# scans only after the first has committed. Rows are taken in the order of their numbers, or two
# phones that send the same cards in another order would wait for each other.
LOCK_CARDS = (
    update(_invitations)
    .where(
        _invitations.c.id.in_(
            select(_cards.c.id)
            .where(_on_these_cards)
            .order_by(_cards.c.id)
            .with_for_update(key_share=True)
        )
    )
    .values(scans_seen=_invitations.c.scans_seen + 1)
    .returning(*_returned)
)

# Groups of phones hold all their rows before they do anything else, at once or not at all: so two
# groups never wait for each other, nor anybody for a card that somebody else holds for long. Only
# PostgreSQL needs them, and takes arrays: so the statements are the same for every group.
_held_events = any_(bindparam("of_events", type_=postgresql.ARRAY(_events.id.type)))
HOLD_PHONES = prepared(
    select(GateDevice.id)
    .where(GateDevice.id == any_(bindparam("devices", type_=postgresql.ARRAY(_events.id.type))))
    .with_for_update(key_share=True, nowait=True)
)
HOLD_CARDS = prepared(
    select(_cards.c.id)
    .where(
        or_(
            _cards.c.code_hash
            == any_(bindparam("hashes", type_=postgresql.ARRAY(_cards.c.code_hash.type))),
            and_(
                _cards.c.event_id == _held_events,
                _cards.c.number
                == any_(bindparam("numbers", type_=postgresql.ARRAY(_cards.c.number.type))),
            ),
        )
    )
    .with_for_update(key_share=True, nowait=True)
)
FIND_PART_EVENTS = prepared(select(_events.id).where(_events.parent_id == _held_events))

# Nearly every scan comes alone, and a list of values in a statement costs as much as the statement.
LOCK_CARD = prepared(
    update(_invitations)
    .where(_invitations.c.code_hash == bindparam("hash"))
    .values(scans_seen=_invitations.c.scans_seen + 1)
    .returning(*_returned)
)

FIND_CARDS = select(*(_cards.c[name] for name in _columns)).where(_on_these_cards)


def _read_parties(
    of_cards: ColumnElement[bool], of_scans: ColumnElement[bool]
) -> Select[*tuple[Any, ...]]:
    """Give the question for some parties with their scans, and for voids that came before these."""
    return (
        select(
            _invitations.c.id,
            _invitations.c.event_id,
            _invitations.c.number,
            _invitations.c.largest_party,
            _batches.gate_words,
            _answers.reply,
            _answers.is_detailed,
            _answers.adults.label("answered_adults"),
            _answers.children.label("answered_children"),
            _answers.brings_pram,
            _answers.brings_wheelchair,
            _scans.event_id.label("scanned_for"),
            *FACT_COLUMNS,
            _gates.name.label("gate_name"),
            select(func.count())
            .select_from(_voids)
            .where(
                _voids.c.gate_id + 0 == bindparam("at_gate"),
                of_scans,
                _voids.c.invitation_id.is_(None),
            )
            .scalar_subquery()
            .label("waiting_voids"),
        )
        .join_from(
            _invitations,
            Answer.__table__,
            _answers.invitation_id == _invitations.c.id,
            isouter=True,
        )
        .join(Batch.__table__, _batches.id == _invitations.c.batch_id)
        .join(
            _scan_table,
            # A scan of a code that nobody knew belongs to its invitation as soon as there is one.
            or_(
                _scans.invitation_id == _invitations.c.id,
                _scans.unknown_code_hash == _invitations.c.code_hash,
            ),
            isouter=True,
        )
        .join(Gate.__table__, _gates.id == _scans.gate_id, isouter=True)
        .where(of_cards)
    )


READ_PARTIES = _read_parties(
    _invitations.c.id.in_(bindparam("ids", expanding=True)),
    _voids.c.voids_nonce.in_(bindparam("nonces", expanding=True)),
)
READ_PARTY = prepared(
    _read_parties(_invitations.c.id == bindparam("id"), _voids.c.voids_nonce == bindparam("nonce"))
)

_phones = cast(Table, GateDevice.__table__).c
_targets: BindParameter[str] = bindparam("targets", expanding=True)
FIND_TARGETS = select(
    *FACT_COLUMNS,
    _scans.invitation_id,
    _scans.unknown_code_hash,
).where(
    _scans.gate_id + 0 == bindparam("at_gate"),
    or_(
        and_(
            _scans.device_id.in_(select(_phones.id).where(_phones.gate_id == bindparam("at_gate"))),
            _scans.nonce.in_(_targets),
        ),
        _scans.voids_nonce.in_(_targets),
    ),
)

ATTACH_VOIDS = prepared(
    update(_scan_table)
    .where(
        _scans.gate_id + 0 == bindparam("at_gate"),
        _scans.kind == ScanKind.VOID,
        _scans.voids_nonce == bindparam("target"),
        _scans.invitation_id.is_(None),
    )
    .values(invitation_id=bindparam("card_id"))
)

FIND_STORED = prepared(
    select(_scans.outcome).where(
        _scans.device_id == bindparam("of_device"), _scans.nonce == bindparam("of_nonce")
    )
)

FIND_PARTS = (
    select(_cards.c.event_id, _cards.c.number)
    .join(Event.__table__, _events.id == _cards.c.event_id)
    .where(
        _events.parent_id == bindparam("of_event"),
        _cards.c.number.in_(bindparam("numbers", expanding=True)),
    )
)
"""Cards of the parts of an event, by their numbers."""

READ_EVENTS = select(_events.id, _events.parent_id, _events.title).where(
    _events.id.in_(bindparam("ids", expanding=True))
)

_ONCE = ("device_id", "nonce")
_INSERTS = {
    name: prepared(
        insert(_scan_table).on_conflict_do_nothing(index_elements=_ONCE).returning(_scans.id)
    )
    for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}


def insert_scan(connection: PreparedConnection, values: dict[str, object]) -> bool:
    """Store a scan; False when this phone had sent its nonce before."""
    statement = _INSERTS[connection.dialect.name]
    return connection.execute(statement, values).one_or_none() is not None

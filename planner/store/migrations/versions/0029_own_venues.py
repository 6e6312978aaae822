"""Give each organisation venues of its own, and let each take over the same calendar.

Before, all organisations shared one list of venues. Whoever uses a venue keeps what it said: the
organisation with the lowest number keeps the row, each other one gets a copy, and its events refer
to that. Nothing that calendars or guests see changes, so no `SEQUENCE` rises and nobody is told.

A venue that no event refers to is a suggestion and nothing else. Where there is one organisation it
is kept. Where there are several nobody knows any more who wrote it down, and to give one the
address that another typed is what this migration ends: it goes, and who needs it types it anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

SAID = ("name", "address", "latitude", "longitude", "capacity", "neighbourhood_id")
"""What a venue says; two rows that say the same are one venue to somebody who shares them."""

venue = sa.table(
    "venue",
    *(sa.column(name) for name in ("id", "organisation_id", *SAID)),
    sa.column("is_demonstration", sa.Boolean()),
)
event = sa.table("event", *(sa.column(name) for name in ("id", "organisation_id", "venue_id")))
organisation = sa.table("organisation", sa.column("id"), sa.column("is_host", sa.Boolean()))
imported = sa.table("imported_event", sa.column("event_id"), sa.column("organisation_id"))
COPIED = [venue.c[name] for name in (*SAID, "is_demonstration")]


def upgrade() -> None:
    op.add_column("venue", sa.Column("organisation_id", sa.Integer(), nullable=True))
    _give_away_unused()
    _give_to_who_uses_it()
    with op.batch_alter_table("venue") as batch_op:
        batch_op.alter_column("organisation_id", nullable=False)
        batch_op.create_foreign_key(
            op.f("fk_venue_organisation_id_organisation"),
            "organisation",
            ["organisation_id"],
            ["id"],
        )
    op.create_index(op.f("ix_venue_organisation_id"), "venue", ["organisation_id"])
    _imported_events()


def _give_away_unused() -> None:
    used = sa.select(event.c.venue_id).where(event.c.venue_id.is_not(None))
    unused = venue.c.id.not_in(used)
    connection = op.get_bind()
    owners = connection.execute(sa.select(organisation.c.id)).scalars().all()
    if len(owners) == 1:
        op.execute(venue.update().where(unused).values(organisation_id=owners[0]))
    else:
        op.execute(venue.delete().where(unused))


def _give_to_who_uses_it() -> None:
    connection = op.get_bind()
    users = connection.execute(
        sa.select(event.c.venue_id, event.c.organisation_id)
        .where(event.c.venue_id.is_not(None))
        .distinct()
        .order_by(event.c.venue_id, event.c.organisation_id)
    ).all()
    kept: set[int] = set()
    for venue_id, owner_id in users:
        if venue_id not in kept:
            kept.add(venue_id)
            op.execute(
                venue.update().where(venue.c.id == venue_id).values(organisation_id=owner_id)
            )
            continue
        said = connection.execute(sa.select(*COPIED).where(venue.c.id == venue_id)).mappings().one()
        copied = venue.insert().values(**said, organisation_id=owner_id).returning(venue.c.id)
        copy_id = connection.execute(copied).scalar_one()
        of_owner = (event.c.venue_id == venue_id) & (event.c.organisation_id == owner_id)
        op.execute(event.update().where(of_owner).values(venue_id=copy_id))


def _imported_events() -> None:
    op.add_column("imported_event", sa.Column("organisation_id", sa.Integer(), nullable=True))
    owner = (
        sa.select(event.c.organisation_id)
        .where(event.c.id == imported.c.event_id)
        .scalar_subquery()
    )
    op.execute(imported.update().values(organisation_id=owner))
    with op.batch_alter_table("imported_event") as batch_op:
        batch_op.alter_column("organisation_id", nullable=False)
        batch_op.create_foreign_key(
            op.f("fk_imported_event_organisation_id_organisation"),
            "organisation",
            ["organisation_id"],
            ["id"],
        )
        batch_op.drop_constraint(op.f("uq_imported_event_source_uid_recurrence_id"), type_="unique")
        batch_op.create_unique_constraint(
            op.f("uq_imported_event_organisation_id_source_uid_recurrence_id"),
            ["organisation_id", "source", "uid", "recurrence_id"],
        )


def downgrade() -> None:
    _let_calendars_differ()
    with op.batch_alter_table("imported_event") as batch_op:
        batch_op.drop_constraint(
            op.f("uq_imported_event_organisation_id_source_uid_recurrence_id"), type_="unique"
        )
        batch_op.create_unique_constraint(
            op.f("uq_imported_event_source_uid_recurrence_id"), ["source", "uid", "recurrence_id"]
        )
        batch_op.drop_constraint(
            op.f("fk_imported_event_organisation_id_organisation"), type_="foreignkey"
        )
        batch_op.drop_column("organisation_id")
    _share_what_says_the_same()
    op.drop_index(op.f("ix_venue_organisation_id"), "venue")
    with op.batch_alter_table("venue") as batch_op:
        batch_op.drop_constraint(op.f("fk_venue_organisation_id_organisation"), type_="foreignkey")
        batch_op.drop_column("organisation_id")


def _share_what_says_the_same() -> None:
    connection = op.get_bind()
    first: dict[tuple[object, ...], int] = {}
    for venue_id, *said in connection.execute(
        sa.select(venue.c.id, *COPIED).order_by(venue.c.id)
    ).all():
        kept = first.setdefault(tuple(said), venue_id)
        if kept != venue_id:
            op.execute(event.update().where(event.c.venue_id == venue_id).values(venue_id=kept))
            op.execute(venue.delete().where(venue.c.id == venue_id))


def _let_calendars_differ() -> None:
    """Two organisations may have taken over the same entry; before, one calendar was of one."""
    op.execute(
        "UPDATE imported_event SET source = substr(source, 1, 100) || ' (' || organisation_id "
        "|| ')' WHERE event_id NOT IN "
        "(SELECT min(event_id) FROM imported_event GROUP BY source, uid, recurrence_id)"
    )

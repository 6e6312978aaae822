"""Keep what guests said as a picture of five households or more, and no diets with an order."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from planner.core.small_cells import LEAST_HOUSEHOLDS, HouseholdSaid, Size, picture_of

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
OF_ALL = (
    "prams",
    "wheelchairs",
    "access_words",
    "remarks",
)

invitation = sa.table("invitation", sa.column("id"), sa.column("state"))
answer = sa.table(
    "answer",
    *(
        sa.column(name)
        for name in (
            "invitation_id",
            "event_id",
            "reply",
            "adults",
            "children",
            "is_detailed",
            "allergies",
            "brings_pram",
            "brings_wheelchair",
            "access_words",
            "remark",
            "access_words_read",
            "remark_read",
        )
    ),
    sa.column("updated_at", MOMENT),
)
answer_diet = sa.table(
    "answer_diet", sa.column("invitation_id"), sa.column("diet"), sa.column("heads")
)
said_picture = sa.table(
    "said_picture",
    sa.column("event_id"),
    sa.column("as_of", MOMENT),
    sa.column("households"),
    sa.column("adults"),
    sa.column("children"),
    sa.column("cells", sa.JSON()),
)
said_since = sa.table(
    "said_since", sa.column("invitation_id"), sa.column("event_id"), sa.column("is_own")
)


def upgrade() -> None:
    op.create_table(
        "said_picture",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("as_of", MOMENT, nullable=False),
        sa.Column("households", sa.Integer(), nullable=False),
        sa.Column("adults", sa.Integer(), nullable=False),
        sa.Column("children", sa.Integer(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_said_picture_event_id_event"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_said_picture")),
    )
    op.create_table(
        "said_since",
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("is_own", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitation.id"],
            name=op.f("fk_said_since_invitation_id_invitation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_said_since_event_id_event"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("invitation_id", name=op.f("pk_said_since")),
    )
    op.create_index(op.f("ix_said_since_event_id"), "said_since", ["event_id"])
    with op.batch_alter_table("answer") as batch_op:
        for name, length in (("access_words_read", 120), ("remark_read", 500)):
            batch_op.add_column(
                sa.Column(name, sa.String(length=length), nullable=False, server_default="")
            )
    with op.batch_alter_table("answer") as batch_op:
        for name in ("access_words_read", "remark_read"):
            batch_op.alter_column(name, server_default=None)
    with op.batch_alter_table("placed_order") as batch_op:
        batch_op.drop_column("diets")
    op.execute(sa.text("DELETE FROM purge_record WHERE kind = 'diets'"))
    _make_pictures()


def downgrade() -> None:
    with op.batch_alter_table("placed_order") as batch_op:
        batch_op.add_column(sa.Column("diets", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("placed_order") as batch_op:
        batch_op.alter_column("diets", server_default=None)
    with op.batch_alter_table("answer") as batch_op:
        batch_op.drop_column("remark_read")
        batch_op.drop_column("access_words_read")
    op.drop_index(op.f("ix_said_since_event_id"), table_name="said_since")
    op.drop_table("said_since")
    op.drop_table("said_picture")


def _make_pictures() -> None:
    """Make the picture of every event that has answers, so that its order goes on as it was."""
    connection = op.get_bind()
    for event_id in connection.scalars(sa.select(answer.c.event_id).distinct()).all():
        _make_picture(connection, event_id)


def _make_picture(connection: sa.Connection, event_id: int) -> None:
    rows = connection.execute(
        sa.select(*(each for each in answer.c if not each.name.endswith("_read")))
        .join(invitation, invitation.c.id == answer.c.invitation_id)
        .where(answer.c.event_id == event_id, invitation.c.state == "issued")
    ).all()
    coming = [row for row in rows if row.reply == "yes"]
    if len(coming) < LEAST_HOUSEHOLDS:
        spoken = [
            {"invitation_id": row.invitation_id, "event_id": event_id, "is_own": True}
            for row in coming
            if row.is_detailed
        ]
        if spoken:
            connection.execute(said_since.insert(), spoken)
        return
    said = picture_of(_households(connection, rows), as_of=max(row.updated_at for row in coming))
    connection.execute(
        said_picture.insert().values(
            event_id=event_id,
            as_of=said.as_of,
            households=said.households,
            adults=said.adults,
            children=said.children,
            cells={
                "diets": {diet: cell.kept for diet, cell in said.diets.items()},
                "allergies": {one: cell.kept for one, cell in said.allergies.items()},
                "of all": {name: getattr(said, name).kept for name in OF_ALL},
            },
        )
    )
    written = {
        answer.c.access_words_read: (answer.c.access_words, said.access_words),
        answer.c.remark_read: (answer.c.remark, said.remarks),
    }
    words = {name: one for name, (one, told) in written.items() if told.size is Size.TOLD}
    if words:
        whose = answer.c.invitation_id.in_([row.invitation_id for row in rows])
        connection.execute(answer.update().where(whose).values(words))


def _households(connection: sa.Connection, rows: Sequence[sa.Row[Any]]) -> Iterator[HouseholdSaid]:
    for row in rows:
        eaten = connection.execute(
            sa.select(answer_diet.c.diet, answer_diet.c.heads).where(
                answer_diet.c.invitation_id == row.invitation_id
            )
        )
        yield HouseholdSaid(
            comes=row.reply == "yes",
            perhaps=row.reply != "no",
            adults=row.adults,
            children=row.children,
            diets={row[0]: row[1] for row in eaten},
            allergies=frozenset(filter(None, row.allergies.split(","))),
            brings_pram=bool(row.brings_pram),
            brings_wheelchair=bool(row.brings_wheelchair),
            access_words=bool(row.access_words),
            remark=bool(row.remark),
        )

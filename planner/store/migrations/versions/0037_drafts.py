"""Keep when an event was published, and what its guests may count on; what is public stays so."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("event") as batch_op:
        batch_op.add_column(sa.Column("published_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("promised", sa.JSON(none_as_null=True), nullable=True))
    event = sa.table(
        "event",
        *map(sa.column, ("published_at", "created_at", "state")),
        sa.column("promised", sa.JSON()),
    )
    is_draft = event.c.state == "draft"
    op.execute(event.update().where(~is_draft).values(published_at=event.c.created_at))
    op.execute(event.update().where(is_draft).values(promised={}))


def downgrade() -> None:
    with op.batch_alter_table("event") as batch_op:
        batch_op.drop_column("promised")
        batch_op.drop_column("published_at")

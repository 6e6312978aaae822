"""Keep what else the forecast and the order follow from, and how a dish fared."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

WEATHERS = ("ordinary", "rain", "heat")


def upgrade() -> None:
    with op.batch_alter_table("event") as batch_op:
        batch_op.add_column(sa.Column("flyers", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("eating_percent", sa.Integer(), nullable=False, server_default="100")
        )
        batch_op.add_column(
            sa.Column(
                "weather",
                sa.Enum(*WEATHERS, name="weather", native_enum=False, length=20),
                nullable=False,
                server_default="ordinary",
            )
        )
        batch_op.add_column(sa.Column("shortage_price", sa.Integer(), nullable=True))
    with op.batch_alter_table("event") as batch_op:
        batch_op.alter_column("eating_percent", server_default=None)
        batch_op.alter_column("weather", server_default=None)
        batch_op.create_check_constraint(
            op.f("ck_event_eating_a_part"), "eating_percent BETWEEN 1 AND 100"
        )
        batch_op.create_check_constraint(op.f("ck_event_flyers_not_negative"), "flyers >= 0")
        batch_op.create_check_constraint(
            op.f("ck_event_shortage_price_positive"), "shortage_price > 0"
        )
    with op.batch_alter_table("turnout") as batch_op:
        batch_op.add_column(
            sa.Column(
                "weather",
                sa.Enum(*WEATHERS, name="weather", native_enum=False, length=20),
                nullable=False,
                server_default="ordinary",
            )
        )
    with op.batch_alter_table("turnout") as batch_op:
        batch_op.alter_column("weather", server_default=None)
    with op.batch_alter_table("dish_day") as batch_op:
        batch_op.add_column(sa.Column("eaten", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("eaten_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_check_constraint(op.f("ck_dish_day_eaten_not_negative"), "eaten >= 0")
    with op.batch_alter_table("series") as batch_op:
        batch_op.drop_column("feed_changed_at")


def downgrade() -> None:
    with op.batch_alter_table("series") as batch_op:
        batch_op.add_column(sa.Column("feed_changed_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("dish_day") as batch_op:
        batch_op.drop_constraint(op.f("ck_dish_day_eaten_not_negative"), type_="check")
        batch_op.drop_column("eaten_at")
        batch_op.drop_column("eaten")
    with op.batch_alter_table("turnout") as batch_op:
        batch_op.drop_column("weather")
    with op.batch_alter_table("event") as batch_op:
        batch_op.drop_constraint(op.f("ck_event_shortage_price_positive"), type_="check")
        batch_op.drop_constraint(op.f("ck_event_flyers_not_negative"), type_="check")
        batch_op.drop_constraint(op.f("ck_event_eating_a_part"), type_="check")
        batch_op.drop_column("shortage_price")
        batch_op.drop_column("weather")
        batch_op.drop_column("eating_percent")
        batch_op.drop_column("flyers")

"""Keep run sheets, tasks, permits, things, suppliers and costs of events."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "supplier",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("is_person", sa.Boolean(), nullable=False),
        sa.Column("unused_since", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_supplier_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier")),
        sa.UniqueConstraint(
            "organisation_id", "name", name=op.f("uq_supplier_organisation_id_name")
        ),
    )
    op.create_table(
        "thing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("owned", sa.Integer(), nullable=False),
        sa.Column("kept_at", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.CheckConstraint("owned >= 0", name=op.f("ck_thing_owned_not_negative")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_thing_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thing")),
        sa.UniqueConstraint("organisation_id", "name", name=op.f("uq_thing_organisation_id_name")),
    )
    op.create_table(
        "town_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("least_people", sa.Integer(), nullable=True),
        sa.Column("days_before", sa.Integer(), nullable=False),
        sa.Column("season_month", sa.Integer(), nullable=True),
        sa.Column("season_day", sa.Integer(), nullable=True),
        sa.Column("change_days", sa.Integer(), nullable=True),
        sa.Column("is_instead", sa.Boolean(), nullable=False),
        sa.Column("falls_away", sa.Boolean(), nullable=False),
        sa.Column("authority", sa.String(length=80), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.CheckConstraint("days_before >= 0", name=op.f("ck_town_rule_days_not_negative")),
        sa.CheckConstraint("least_people > 0", name=op.f("ck_town_rule_people_positive")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_town_rule_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_town_rule")),
    )
    op.create_index(op.f("ix_town_rule_organisation_id"), "town_rule", ["organisation_id"])

    op.create_table(
        "cost_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("words", sa.String(length=120), nullable=False),
        sa.Column("planned_cents", sa.Integer(), nullable=True),
        sa.Column("paid_cents", sa.Integer(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("partner_id", sa.Integer(), nullable=True),
        sa.Column("share_cents", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("planned_cents >= 0", name=op.f("ck_cost_line_planned_not_negative")),
        sa.CheckConstraint("share_cents >= 0", name=op.f("ck_cost_line_share_not_negative")),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_cost_line_account_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_cost_line_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"],
            ["partner.id"],
            name=op.f("fk_cost_line_partner_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost_line")),
    )
    op.create_index(op.f("ix_cost_line_account_id"), "cost_line", ["account_id"])
    op.create_index(op.f("ix_cost_line_event_id"), "cost_line", ["event_id"])
    op.create_index(op.f("ix_cost_line_partner_id"), "cost_line", ["partner_id"])

    op.create_table(
        "event_site",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("rain_words", sa.String(length=300), nullable=False),
        sa.Column("heat_words", sa.String(length=300), nullable=False),
        sa.Column("rain_venue_id", sa.Integer(), nullable=True),
        sa.Column("dry_venue_id", sa.Integer(), nullable=True),
        sa.Column("weather_choice", sa.String(length=20), nullable=True),
        sa.Column("chosen_for", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dry_venue_id"],
            ["venue.id"],
            name=op.f("fk_event_site_dry_venue_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_site_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["rain_venue_id"],
            ["venue.id"],
            name=op.f("fk_event_site_rain_venue_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event_site")),
    )
    op.create_index(op.f("ix_event_site_dry_venue_id"), "event_site", ["dry_venue_id"])
    op.create_index(op.f("ix_event_site_rain_venue_id"), "event_site", ["rain_venue_id"])

    op.create_table(
        "event_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("fixed_on", sa.Date(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("partner_id", sa.Integer(), nullable=True),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_event_task_account_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["done_by_id"],
            ["account.id"],
            name=op.f("fk_event_task_done_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_task_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"],
            ["partner.id"],
            name=op.f("fk_event_task_partner_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_task")),
        sa.UniqueConstraint("uid", name=op.f("uq_event_task_uid")),
    )
    op.create_index(op.f("ix_event_task_account_id"), "event_task", ["account_id"])
    op.create_index(op.f("ix_event_task_done_by_id"), "event_task", ["done_by_id"])
    op.create_index(op.f("ix_event_task_event_id"), "event_task", ["event_id"])
    op.create_index(op.f("ix_event_task_partner_id"), "event_task", ["partner_id"])

    op.create_table(
        "permit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("authority", sa.String(length=80), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("days_before", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("most_people", sa.Integer(), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("most_people > 0", name=op.f("ck_permit_people_positive")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_permit_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["rule_id"], ["town_rule.id"], name=op.f("fk_permit_rule_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_permit")),
        sa.UniqueConstraint("event_id", "rule_id", name=op.f("uq_permit_event_id_rule_id")),
    )
    op.create_index(op.f("ix_permit_event_id"), "permit", ["event_id"])
    op.create_index(op.f("ix_permit_rule_id"), "permit", ["rule_id"])

    op.create_table(
        "supplier_delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("is_food", sa.Boolean(), nullable=False),
        sa.Column("arrives_minutes", sa.Integer(), nullable=True),
        sa.Column("call_minutes", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("called_off_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wrong", sa.String(length=200), nullable=False),
        sa.Column("planned_cents", sa.Integer(), nullable=True),
        sa.Column("paid_cents", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_supplier_delivery_event_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"],
            ["supplier.id"],
            name=op.f("fk_supplier_delivery_supplier_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_delivery")),
    )
    op.create_index(op.f("ix_supplier_delivery_event_id"), "supplier_delivery", ["event_id"])
    op.create_index(op.f("ix_supplier_delivery_supplier_id"), "supplier_delivery", ["supplier_id"])

    op.create_table(
        "thing_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("counted_from", sa.String(length=20), nullable=False),
        sa.Column("per", sa.Integer(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=True),
        sa.Column("from_whom", sa.String(length=80), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("out_minutes", sa.Integer(), nullable=False),
        sa.Column("back_minutes", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=True),
        sa.Column("back", sa.Integer(), nullable=True),
        sa.Column("broken", sa.Integer(), nullable=False),
        sa.Column("is_settled", sa.Boolean(), nullable=False),
        sa.Column("gone", sa.Integer(), nullable=False),
        sa.Column("planned_cents", sa.Integer(), nullable=True),
        sa.Column("paid_cents", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("back >= 0", name=op.f("ck_thing_use_back_not_negative")),
        sa.CheckConstraint("broken >= 0", name=op.f("ck_thing_use_broken_not_negative")),
        sa.CheckConstraint("count >= 0", name=op.f("ck_thing_use_count_not_negative")),
        sa.CheckConstraint("per > 0", name=op.f("ck_thing_use_per_positive")),
        sa.CheckConstraint("taken >= 0", name=op.f("ck_thing_use_taken_not_negative")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_thing_use_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"],
            ["supplier.id"],
            name=op.f("fk_thing_use_supplier_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["thing_id"], ["thing.id"], name=op.f("fk_thing_use_thing_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thing_use")),
        sa.UniqueConstraint("event_id", "name", name=op.f("uq_thing_use_event_id_name")),
    )
    op.create_index(op.f("ix_thing_use_event_id"), "thing_use", ["event_id"])
    op.create_index(op.f("ix_thing_use_supplier_id"), "thing_use", ["supplier_id"])
    op.create_index(op.f("ix_thing_use_thing_id"), "thing_use", ["thing_id"])

    op.create_table(
        "run_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("anchor", sa.String(length=20), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("who", sa.String(length=80), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("is_fixed", sa.Boolean(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ticked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unticked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("done_on_id", sa.Integer(), nullable=True),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length >= 0", name=op.f("ck_run_line_length_not_negative")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_run_line_account_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["done_by_id"], ["account.id"], name=op.f("fk_run_line_done_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["done_on_id"],
            ["gate_device.id"],
            name=op.f("fk_run_line_done_on_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_run_line_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["programme_item.id"],
            name=op.f("fk_run_line_item_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_line")),
        sa.UniqueConstraint("uid", name=op.f("uq_run_line_uid")),
    )
    op.create_index(op.f("ix_run_line_account_id"), "run_line", ["account_id"])
    op.create_index(op.f("ix_run_line_done_by_id"), "run_line", ["done_by_id"])
    op.create_index(op.f("ix_run_line_done_on_id"), "run_line", ["done_on_id"])
    op.create_index(op.f("ix_run_line_event_id"), "run_line", ["event_id"])
    op.create_index(op.f("ix_run_line_item_id"), "run_line", ["item_id"])


def downgrade() -> None:
    op.drop_table("run_line")
    op.drop_table("thing_use")
    op.drop_table("supplier_delivery")
    op.drop_table("permit")
    op.drop_table("event_task")
    op.drop_table("event_site")
    op.drop_table("cost_line")
    op.drop_table("town_rule")
    op.drop_table("thing")
    op.drop_table("supplier")

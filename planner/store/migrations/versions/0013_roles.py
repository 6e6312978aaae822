"""Let organisations share an installation, accounts have roles, and sign-ins a second factor."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
OWNED = ("account", "series", "event", "turnout", "intermediary")
INDEXED = OWNED[:-1]


def upgrade() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("is_host", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("name", name=op.f("uq_organisation_name")),
    )
    # Everything there is belongs to the one organisation that there was. Its empty name stands for
    # the name in the settings.
    organisation = sa.table("organisation", sa.column("name"), sa.column("is_host"))
    op.execute(organisation.insert().values(name="", is_host=True))
    for table in OWNED:
        op.add_column(table, sa.Column("organisation_id", sa.Integer(), nullable=True))
        op.execute(f"UPDATE {table} SET organisation_id = (SELECT min(id) FROM organisation)")  # noqa: S608
        with op.batch_alter_table(table) as batch_op:
            batch_op.alter_column("organisation_id", nullable=False)
            batch_op.create_foreign_key(
                op.f(f"fk_{table}_organisation_id_organisation"),
                "organisation",
                ["organisation_id"],
                ["id"],
            )
    for table in INDEXED:
        op.create_index(op.f(f"ix_{table}_organisation_id"), table, ["organisation_id"])
    with op.batch_alter_table("intermediary") as batch_op:
        batch_op.drop_constraint(op.f("uq_intermediary_name"), type_="unique")
        batch_op.create_unique_constraint(
            op.f("uq_intermediary_organisation_id_name"), ["organisation_id", "name"]
        )
    _accounts()
    _teams()
    _factors()


def _accounts() -> None:
    # Whoever had an account could do everything, and still can.
    with op.batch_alter_table("account") as batch_op:
        batch_op.add_column(
            sa.Column("role", sa.String(20), nullable=False, server_default="administrator")
        )
        batch_op.add_column(sa.Column("outside_id", sa.String(400), nullable=True))
        batch_op.create_unique_constraint(op.f("uq_account_outside_id"), ["outside_id"])
    with op.batch_alter_table("account") as batch_op:
        batch_op.alter_column("role", server_default=None)
    with op.batch_alter_table("sign_in") as batch_op:
        batch_op.add_column(sa.Column("proven_at", MOMENT, nullable=True))
        batch_op.add_column(
            sa.Column("had_factor", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("challenge", sa.LargeBinary(32), nullable=True))
    with op.batch_alter_table("sign_in") as batch_op:
        batch_op.alter_column("had_factor", server_default=None)
    op.execute("UPDATE sign_in SET proven_at = created_at")


def _teams() -> None:
    op.create_table(
        "team_member",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        _account_key("team_member"),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_team_member_event_id_event"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "event_id", name=op.f("pk_team_member")),
    )
    op.create_index(op.f("ix_team_member_event_id"), "team_member", ["event_id"])


def _factors() -> None:
    op.create_table(
        "second_factor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("seed", sa.LargeBinary(length=20), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=True),
        sa.Column("credential_id", sa.LargeBinary(length=1023), nullable=True),
        sa.Column("public_key", sa.LargeBinary(length=2048), nullable=True),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("used_at", MOMENT, nullable=True),
        _account_key("second_factor"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_factor")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_second_factor_credential_id")),
    )
    op.create_index(op.f("ix_second_factor_account_id"), "second_factor", ["account_id"])
    op.create_table(
        "recovery_code",
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        _account_key("recovery_code"),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_recovery_code")),
    )
    op.create_index(op.f("ix_recovery_code_account_id"), "recovery_code", ["account_id"])
    op.create_table(
        "account_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        _account_key("account_link"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_link_token_hash")),
    )
    op.create_index(op.f("ix_account_link_account_id"), "account_link", ["account_id"])


def _account_key(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["account_id"],
        ["account.id"],
        name=op.f(f"fk_{table}_account_id_account"),
        ondelete="CASCADE",
    )


def downgrade() -> None:
    for table in ("account_link", "recovery_code", "second_factor", "team_member"):
        op.drop_table(table)
    with op.batch_alter_table("sign_in") as batch_op:
        for column in ("challenge", "had_factor", "proven_at"):
            batch_op.drop_column(column)
    with op.batch_alter_table("account") as batch_op:
        batch_op.drop_constraint(op.f("uq_account_outside_id"), type_="unique")
        batch_op.drop_column("outside_id")
        batch_op.drop_column("role")
    with op.batch_alter_table("intermediary") as batch_op:
        batch_op.drop_constraint(op.f("uq_intermediary_organisation_id_name"), type_="unique")
    _let_names_differ()
    with op.batch_alter_table("intermediary") as batch_op:
        batch_op.create_unique_constraint(op.f("uq_intermediary_name"), ["name"])
    for table in INDEXED:
        op.drop_index(op.f(f"ix_{table}_organisation_id"), table)
    for table in OWNED:
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_constraint(
                op.f(f"fk_{table}_organisation_id_organisation"), type_="foreignkey"
            )
            batch_op.drop_column("organisation_id")
    op.drop_table("organisation")


def _let_names_differ() -> None:
    """Two organisations may know somebody of the same name; before, one name was one person."""
    op.execute(
        "UPDATE intermediary SET name = substr(name, 1, 66) || ' (' || id || ')' WHERE id NOT IN "
        "(SELECT min(id) FROM intermediary GROUP BY name)"
    )

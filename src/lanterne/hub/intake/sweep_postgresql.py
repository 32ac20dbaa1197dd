"""Writing the tables of the intake anew on PostgreSQL, and seeing whether nothing removed is left.

``VACUUM FULL`` carries a removed row into the new file while anybody could still see it: an older
transaction that is open, even of another program; a prepared one; a replica. The server says how
many it has carried. Only where it says that there are none a table is clean. It says so in the
language of its messages: in another than English nothing is claimed, and the hub may not be
allowed to choose it. The docs say what the owner of the server does then.

``ANALYZE`` copies values of columns into the statistics of the server. So none are made of what is
sealed, and those that are there go, and their table is written anew as well.

Writing a table anew needs it alone, and whoever reads it then waits behind. So it is asked for a
few seconds, one table at a time; who asks tries again later.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.apps import apps
from django.db import DatabaseError, connection, models
from django.db.backends.base.base import BaseDatabaseWrapper

WAIT = "3s"
"""How long it is waited for a table that others read."""

NOTHING_CARRIED = "0 dead row versions cannot be removed yet."
"""What the server says of a table into whose new file no removed row went."""

STATISTICS = "pg_catalog.pg_statistic"

ALSO_SECRET = frozenset({("nametoken", "token"), ("owncode", "code"), ("owncode", "pin")})
"""Columns that are not sealed, and that still must not be copied: model, name."""

Columns = list[tuple[str, str]]


def write_anew() -> bool:
    """Write all tables of the intake anew, and the statistics; says whether all are clean now.

    Raises:
        DatabaseError: A table was in use for longer than it is waited, or may not be written anew.
    """
    models_here = list(apps.get_app_config("intake").get_models(include_auto_created=True))
    with _impatient():
        forget_statistics(connection, secret_columns(models_here))
        # All are tried: what is clean today is less that is left for tomorrow.
        tables = [connection.ops.quote_name(one._meta.db_table) for one in models_here]
        clean = [_is_clean(table) for table in (*tables, STATISTICS)]
    return all(clean)


def secret_columns(chosen: Iterable[type[models.Model]]) -> Columns:
    """Columns of which the server must make no statistics: table, column."""
    return [
        (one._meta.db_table, field.column)
        for one in chosen
        for field in one._meta.local_concrete_fields
        if isinstance(field, models.BinaryField)
        or (one._meta.model_name, field.name) in ALSO_SECRET
    ]


def forget_statistics(database: BaseDatabaseWrapper, columns: Columns) -> None:
    """Let a server of PostgreSQL make no statistics of columns, and remove those that it has."""
    quoted = database.ops.quote_name
    with database.cursor() as cursor:
        for table, column in columns:
            cursor.execute(
                "SELECT format_type(atttypid, atttypmod), attstattarget,"
                " EXISTS (SELECT FROM pg_stats WHERE schemaname = current_schema()"
                " AND tablename = %s AND attname = %s)"
                " FROM pg_attribute WHERE attrelid = %s::regclass AND attname = %s",
                (table, column, quoted(table), column),
            )
            kind, target, is_there = cursor.fetchone()
            alter = f"ALTER TABLE {quoted(table)} ALTER COLUMN {quoted(column)}"
            if target != 0:
                cursor.execute(f"{alter} SET STATISTICS 0")
            if is_there:  # the same type as before: nothing is written anew, and they go
                cursor.execute(f"{alter} TYPE {kind}")


@contextmanager
def _impatient() -> Iterator[None]:
    """Wait for no table for long, and have the messages in English if that is allowed."""
    chosen = ["lock_timeout"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", (WAIT,))
        with suppress(DatabaseError):  # not allowed: only a server that speaks English counts
            cursor.execute("SET lc_messages TO 'C'")
            chosen.append("lc_messages")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for name in chosen:
                cursor.execute(f"RESET {name}")


def _is_clean(table: str) -> bool:
    """Write a table anew, with its indexes; says whether no removed row was carried into it."""
    said: list[str] = []

    def hear(message: Any) -> None:
        if message.message_detail:
            said.append(message.message_detail)

    connection.ensure_connection()
    server: Any = connection.connection
    server.add_notice_handler(hear)
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM (FULL, VERBOSE) {table}")
    finally:
        server.remove_notice_handler(hear)
    return len(said) == 1 and said[0].startswith(NOTHING_CARRIED)

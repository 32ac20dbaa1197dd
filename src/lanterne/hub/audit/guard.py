"""What the database itself refuses: to change an event of the audit log, or to take one out.

It stops mistakes, and programs that write to the tables of others. Who owns the database can take
it down; then the chain shows what was changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.backends.base.base import BaseDatabaseWrapper

_REFUSAL = "events of the audit log are neither changed nor removed"

_UP: Mapping[str, Sequence[str]] = {
    "sqlite": [
        f"CREATE TRIGGER audit_event_no_{verb.lower()} BEFORE {verb} ON audit_event {when}"
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        for verb, when in (
            ("UPDATE", ""),
            ("DELETE", ""),
            # "insert or replace" takes the old row out without asking the trigger above
            ("INSERT", "WHEN EXISTS (SELECT 1 FROM audit_event WHERE number = NEW.number) "),
        )
    ],
    "postgresql": [
        "CREATE FUNCTION audit_event_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$",
        "CREATE TRIGGER audit_event_no_change BEFORE UPDATE OR DELETE ON audit_event "
        "FOR EACH ROW EXECUTE FUNCTION audit_event_refuse()",
        "CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_event "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_event_refuse()",
    ],
}
_DOWN: Mapping[str, Sequence[str]] = {
    "sqlite": [
        f"DROP TRIGGER IF EXISTS audit_event_no_{verb}" for verb in ("update", "delete", "insert")
    ],
    "postgresql": ["DROP FUNCTION IF EXISTS audit_event_refuse() CASCADE"],
}


def put_up(database: BaseDatabaseWrapper) -> None:
    """Make the database refuse from now on."""
    _all(database, _UP)


def take_down(database: BaseDatabaseWrapper) -> None:
    """Make it refuse no more: to undo the migration, or to empty the database of a test."""
    _all(database, _DOWN)


def _all(database: BaseDatabaseWrapper, statements: Mapping[str, Sequence[str]]) -> None:
    with database.cursor() as cursor:
        for statement in statements[database.vendor]:
            cursor.execute(statement)

"""A database that this version cannot use is left as it is, and that is said."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

from lanterne.errors import LanterneError
from lanterne.hub import project

pytestmark = pytest.mark.database


@pytest.fixture
def of_the_future(workspace):
    """A change of form was made that nobody here knows."""
    recorder = MigrationRecorder(connection)
    recorder.record_applied("workspace", "0999_of_the_future")
    yield
    recorder.record_unapplied("workspace", "0999_of_the_future")


def test_one_of_a_newer_version_is_left_as_it_is(of_the_future):
    with (
        patch.object(project, "call_command") as changed,
        pytest.raises(LanterneError, match="was written by a newer version of Lanterne"),
    ):
        project.bring_up_to_date()
    assert not changed.called


def test_one_that_cannot_be_read_is_said_to_be(workspace):
    with (
        patch.object(MigrationRecorder, "applied_migrations", side_effect=DatabaseError("x")),
        pytest.raises(LanterneError, match="cannot be opened or written"),
    ):
        project.bring_up_to_date()

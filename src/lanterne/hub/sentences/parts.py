"""A few words that may stand in the gap of a sentence, for translation."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

KINDS: tuple[str, ...] = (
    _("missing"),
    _("a text"),
    _("an empty text"),
    _("true or false"),
    _("a number"),
    _("a list"),
    _("a table"),
    _("a date or time"),
)
"""What stands in a file in the place of something else."""

MEANINGS: tuple[str, ...] = (
    _("a column of %(table)s"),
    _("the key of %(table)s"),
    _("the household of %(table)s"),
    _("a reference of %(table)s"),
)
"""What the name of a column may stand for."""

REASONS: tuple[str, ...] = (
    _("Invalid statement"),
    _("Expected newline or end of document after a statement"),
    _("Expected '=' after a key in a key/value pair"),
    _("Expected ']' at the end of a table declaration"),
    _("Expected ']]' at the end of an array declaration"),
    _("Expected %(sign)s"),
    _("Invalid value"),
    _("Invalid initial character for a key part"),
    _("Unterminated string"),
    _("Unclosed array"),
    _("Unclosed inline table"),
    _("Cannot overwrite a value"),
    _("Cannot declare %(key)s twice"),
    _("Cannot mutate immutable namespace %(key)s"),
    _("Cannot redefine namespace %(key)s"),
    _("Duplicate inline table key %(key)s"),
    _("Found invalid character %(sign)s"),
    _("Illegal character %(sign)s"),
    _("Unescaped '\\' in a string"),
    _("Invalid hex value"),
    _("Escaped character is not a Unicode scalar value"),
    _("Invalid date or datetime"),
    _("the disk is full"),
    _("No space left on device"),
    _("Permission denied"),
    _("Read-only file system"),
    _("Input/output error"),
)
"""Why a file is no TOML, or a disk does not take one. Others stay as they are."""

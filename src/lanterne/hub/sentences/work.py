"""The sentences in which verbs and jobs say that they cannot do what was asked, for translation."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

OF_WORK: tuple[str, ...] = (
    _("There are several tables. Choose the codebook that describes them."),
    _("The file cannot be read, or no column of it can be used. Look at its faults."),
    _("The cases are not in order yet. Correct what the Data page says first."),
    _("k is %(k)s, and there are fewer people in the cases: lower it."),
    _("Every column is left out. Keep at least one."),
    _("There is no such file in the vault: it was deleted."),
    _("The key of this file was destroyed, or put out of its place."),
    _("The file was written by a later version of Lanterne. Update Lanterne."),
    _("The workbook is too large: a long text stands in too many of its cells."),
    _("Shorten that text, or save the table as CSV."),
    _("The file takes more memory or time to read than it may: it is packed too tightly."),
    _("The file could not be read."),
    _("Save the table as CSV and bring that."),
    _("A file in the vault is damaged, or somebody changed it. Take it from a backup."),
    _("The disk is full. Nothing was kept. Free some space."),
    # Room, folders and files
    _("Only %(free)s MB are free in %(folder)s, which may not be enough for the release."),
    _("Nothing was written and nothing was spent."),
    _("Free some space, or choose another disk."),
    _("Another process is making %(place)s at this moment."),
    _("Nothing was written and nothing was spent by this one."),
    _("Wait until it is done, or choose another name."),
    _("%(place)s cannot be made: %(why)s."),
    _("Choose another name."),
    _("%(place)s cannot be written to."),
    _("Choose another place."),
    _("%(place)s cannot be written: %(why)s."),
    _("%(place)s could not be written: %(why)s."),
    _("Nothing was left behind."),
    _("publisher must be one line of text"),
    # The codebook of a release
    _(
        "The codebook %(codebook)s does not say how its tables are condensed into one row per"
        " victim."
    ),
    _("Leave the condensed file out, or add a section [condensed] to it."),
    _("The codebook cannot be written down and read again without loss."),
    _("Load it from a TOML file."),
    _("A name or a value begins as a formula does, and a spreadsheet would run it."),
    _("Begin it with a letter or a digit."),
    _("Linked tables say by the codebook who lives together: leave out the column of households."),
    _("Nothing says which people live together, so households cannot be protected."),
    _("Name the column of households, in the codebook or for this file."),
    _(
        "The codebook does not say which rows of %(table)s live together, so households "
        "cannot be protected."
    ),
    _("Add household = { column = … } to that table."),
    # The ledger
    _("%(ledger)s holds 1 release of the same people:"),
    _("%(ledger)s holds %(count)s releases of the same people:"),
    _("… and %(count)s before"),
    _("Whoever has both can subtract one from the other."),
    _(
        "What differs may be a single person, and where a k-method made one of them, neither "
        "k nor ε covers that."
    ),
    _(
        "If the release is needed all the same, say why, in %(count)s words at least: "
        '--accept-risk "…".'
    ),
    _("The reason is kept in the ledger."),
    _(
        "%(ledger)s has a cap on ε, and a release by a k-method has no ε: what it costs the "
        "people in it is not limited by the cap."
    ),
    _("Something was spent on these people since the price was shown, so it is another one now."),
    _("Look at the new price, and decide again."),
    _("The ledger's cap would be exceeded."),
    _("Nothing was released."),
    _("Each of:   the people whose cases these are"),
    _("Each of:   the perpetrators"),
    _("Each of:   the households"),
    _("Requested: epsilon %(epsilon)s, delta %(delta)s"),
    _("Spent:     epsilon %(epsilon)s, delta %(delta)s, in %(count)s releases"),
    _("Cap:       epsilon %(epsilon)s, delta %(delta)s"),
    _("Remaining: epsilon %(epsilon)s, delta %(delta)s"),
    _(
        "The ledger has a cap, and this release promises nothing to the people whose cases "
        "these are: what it costs them could be more."
    ),
    _("Give an epsilon for them as well."),
    _("The ledger %(ledger)s cannot be written: %(why)s."),
    _("Nothing was released and no noise was drawn."),
    _("Free some space or correct the permissions, then try again."),
    _("The ledger cannot be read: %(why)s."),
    _("Check the path and its permissions."),
    _("Entry %(number)s of the ledger was changed, or one before it was removed."),
    _("Restore the ledger from a copy that is known to be whole; release nothing before."),
    _("The ledger is in a format that this version of Lanterne cannot read."),
    _("Update Lanterne."),
    _("There is no ledger at %(ledger)s."),
    # Measurements that were kept
    _("The file was written by a later version of Lanterne."),
    _("The file is not there."),
    _("The file is not a fitted model of Lanterne."),
    _(
        "%(ledger)s is not the ledger that was charged for these measurements: their entry is"
        " not in it."
    ),
    _("Name that one, or none."),
    # Methods with k
    _("k must be at most the number of people in the cases, which is below %(k)s."),
    _("k is %(k)s, and there are fewer records than that: no answer can be held by so many."),
    _("The closeness must be above 0 and below 1, is %(closeness)s."),
    _("Sensitive columns need a diversity or a closeness."),
    _("%(column)s is both sensitive and a quasi-identifier: it must be one of them."),
    _(
        "%(column)s cannot be sensitive: a dependency or a rule ties it to a quasi-identifier, "
        "so whoever knows the one knows something of the other."
    ),
    _("The quasi-identifier %(column)s is not a column of the codebook."),
    _("The sensitive column %(column)s is not a column of the codebook."),
    _(
        "Name fewer quasi-identifiers: with these there are %(count)s ways to recode the "
        "table; at most %(most)s can be compared."
    ),
    _("Name fewer quasi-identifiers: they have too many combinations."),
    _(
        "The rows cannot be made k-anonymous as asked: hardly any would be left, or more "
        "would be suppressed than the limit allows."
    ),
    _(
        "Ask for a smaller k, ℓ or a larger t, for fewer quasi-identifiers, for a larger "
        "suppression limit, or declare hierarchies in the codebook."
    ),
    _(
        "column %(column)s: The column must be answered, and no answer is held by as many "
        "records as k asks for."
    ),
    _("Choose a smaller k, or let the column be blank in the codebook. [no-common-answer]"),
    _(
        "No row can be drawn: the columns that must be answered have no answers that as many "
        "records as k asks for hold together."
    ),
    _("Choose a smaller k or length, or let the columns be blank in the codebook."),
    _(
        "The length is %(length)s, and the codebook has %(count)s columns: no more answers "
        "than that stand in a row."
    ),
    _("Choose a smaller length, or whole rows."),
    _("The output does not keep its codebook (%(rules)s)."),
    _("The output is not in the words of its codebook."),
    _("Nothing was written."),
    _("This is a fault of the software: please report it, without the data."),
)

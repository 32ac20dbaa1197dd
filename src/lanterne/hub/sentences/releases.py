"""The sentences on releases that are compared, held to a policy or published, for translation."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

OF_RELEASES: tuple[str, ...] = (
    # A release beside its cases
    _(
        "The release was not made from these cases: they do not have the same columns "
        "(%(columns)s in one of them only)."
    ),
    _("Give the cases that it was made from."),
    _("The release was not made from these cases: its spend is not in their ledger %(ledger)s."),
    _(
        "Give the cases that it was made from; if its budget was charged to another ledger of"
        " the same people, name that one with --ledger."
    ),
    _(
        "%(release)s and the codebook %(codebook)s are not both of one table, or both of "
        "linked tables."
    ),
    _("Read the cases with the codebook of the release."),
    _("%(release)s is a release of one table, and the codebook %(codebook)s is of linked tables."),
    _("%(release)s is a release of linked tables, and the codebook %(codebook)s is of one table."),
    _("Only releases of one table can be compared side by side."),
    _("%(release)s does not have the columns of %(other)s."),
    _("Compare releases of the same cases."),
    _("The two tables must have the same columns, but the release has no column %(columns)s."),
    _("The two tables must have the same columns, but the cases have no column %(columns)s."),
    _(
        "The two tables must have the same columns, but the release has no column %(columns)s"
        " and the cases have no column %(others)s."
    ),
    _("Compare a release with the cases and the codebook it was made from."),
    _("The cases must have at least one link to compare with."),
    _("The release has fewer than two rows, so there is nothing to attack."),
    # The record of the gate
    _("The record cannot be read: %(why)s."),
    _("The record is not as it was written: it was changed, or is no record."),
    _("Ask whoever signed it for another copy; do not rely on this one."),
    _("Decision %(number)s does not follow the one before."),
    _("A decision was taken away or added."),
    _("Decision %(number)s is not signed as it stands: it was changed."),
    _("Do not rely on it."),
    _("Decision %(number)s is on another release, or on this one before it changed."),
    _("Run lanterne gate on this release."),
    _("Decision %(number)s holds another policy than its checksum names."),
    # What a release promises
    _("The page promises another ε or δ than the privacy statement."),
    _(
        "Intervals of single answers have another width than the noise that the privacy "
        "statement lists (%(wrong)s of them)."
    ),
    _("Do not rely on either."),
    _("The privacy statement protects other people than its ledger was charged for."),
    _("The privacy statement gives another ε than its ledger was charged."),
    _("The privacy statement gives another δ than its ledger was charged."),
    _("The privacy statement gives other mechanisms or other noise than its ledger was charged."),
    _("Do not publish it: make it again from what was measured."),
    _("The privacy statement gives a smaller total than its ledger holds."),
    _("Draw it again with --ledger."),
    _("The ledger does not hold the entry that the release names."),
    _("Give the ledger that was charged for it; another one says nothing of it."),
    _("The mechanisms cost more than the ε that is stated."),
    # The files of a release
    _("There is no manifest, so this is not a release."),
    _("Give the folder of a release."),
    _("%(folder)s is not a folder."),
    _("The manifest is no ordinary file."),
    _("The manifest cannot be read."),
    _("The manifest must be a JSON object."),
    _("The manifest does not give a format version."),
    _("The release has format %(format)s; this version of Lanterne knows up to %(known)s."),
    _("Use a newer version of Lanterne."),
    _("This is no ordinary file that can be read."),
    _("The list of checksums is missing."),
    _("The list of checksums is not as it was written."),
    _("The manifest does not list the files."),
    _("The file has not the size that the manifest gives."),
    _("The file is listed in the checksums and missing."),
    _("The file is listed in the manifest and missing."),
    _("The file is not listed in the checksums."),
    _("The file is not listed in the manifest."),
    _("Take it out of the folder."),
    _("The file is not the one in the checksums."),
    _("The file is not the one in the manifest."),
    _("A file of the release cannot be read."),
    # Publishing
    _("%(name)s exists in the catalogue, and is no edition."),
    _("Take it away first."),
    _("%(place)s could not be published: %(why)s."),
    _("Nothing was published."),
    _("Nobody sees it yet; it will be completed when the catalogue is next written to."),
    _("%(place)s changed while it was published."),
    _("What was left half done in %(place)s cannot be cleared up: %(why)s."),
    _("Nothing else was done."),
    _("%(place)s cannot be written to: %(why)s."),
    _("The catalogue cannot be locked: %(why)s."),
    _("Make it first, or give another one."),
)

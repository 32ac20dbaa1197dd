"""The sentences in which the readers of cases say what is wrong, for translation."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

OF_CASES: tuple[str, ...] = (
    # The file
    _("The file is empty."),
    _("The file is empty, or its first row is blank."),
    _("The sheet is empty."),
    _("There is a header and no case below it."),
    _("The file has a header and no rows."),
    _("Add the cases."),
    _("The file is not text."),
    _("The file is not text: it holds null bytes."),
    _("The file is an old Excel file or a workbook with a password."),
    _("The file is compressed."),
    _("The file is a PDF."),
    _("The file is an archive."),
    _("The file is an archive, not a table."),
    _("Save the cases as CSV, XLSX, ODS or Parquet."),
    _("The Parquet file is damaged."),
    _("The workbook is damaged or protected by a password."),
    _("The workbook is too large: packed too tightly, or with a cell far from the rest."),
    _("Delete what lies far from the table, or save the table as CSV."),
    _("The file cannot be read to its end."),
    _("The file cannot be read: %(why)s."),
    _("The workbook has %(count)s sheets with cells in them."),
    _("Keep the cases alone, or name their sheet %(table)s."),
    _("A cell holds the error of a formula, such as #N/A."),
    _("Write the answer in its place."),
    _("A cell holds a formula whose result was not saved in the file."),
    _("Open and save the workbook in a spreadsheet program, or write the answer in its place."),
    _("Cells are merged here: only the first of them holds an answer, the others are blank."),
    _("Undo the merging and write the answer into each cell."),
    _("The text was begun in %(encoding)s but a character here does not belong to it."),
    _("Save the file as UTF-8."),
    _("The line is longer than %(size)s KiB."),
    _("Is this a table with one case on each line?"),
    _("A quotation mark stands inside an answer in or after this row."),
    _("Put quotation marks around the whole answer and write the one inside it twice."),
    _("A quotation mark is opened in or after this row and never closed."),
    _("Close it, or write a quotation mark inside an answer twice."),
    _(
        "An answer in quotation marks goes over several lines, and one of these has as many fields "
        "as the header: it may be another case."
    ),
    _("Close the quotation mark where the answer ends, or write the answer on one line."),
    _("The row has fewer fields than the header."),
    _("The row has more fields than the header."),
    _("The header has %(count)s fields."),
    _("A delimiter inside an answer needs quotation marks around the answer."),
    # The header
    _("The first row is not a header."),
    _(
        "The first row does not look like a header: too few of its fields are columns of the "
        "codebook."
    ),
    _("The first row must hold the names of the columns. If it does, is it another codebook?"),
    _("The column is not in the codebook."),
    _("The column is not in the file."),
    _("Add it: it says what belongs together."),
    _("Add it; it may be blank."),
    _("A column of the file has nearly this name."),
    _("The column that says which rows belong to the same person is not in the file."),
    _("The column that is to be left out is not there."),
    _("Name it as the header does, or do not leave it out."),
    _("To protect these cases takes about %(needed)s GB of memory, and %(free)s GB are free."),
    _(
        "Widen or leave out columns with many answers, close other programs, or use a machine "
        "with more memory."
    ),
    _("The column is there %(count)s times."),
    _("Keep one of them."),
    _("Field %(position)s of the header is blank."),
    _("Field %(position)s of the first row is not a column of the codebook."),
    _("Name the column or delete it."),
    _("Field %(position)s of the header has the same name as field %(earlier)s."),
    _("Give each column a name of its own."),
    _("The column is not text."),
    _("Write the members of a set as one text."),
    _("Did you mean %(name)s?"),
    # The answers
    _("The answer is not in the codebook's list."),
    _("A member of the set is not in the codebook's list."),
    _("Permitted: %(codes)s, or blank."),
    _("Permitted: %(codes)s."),
    _("The codebook lists the %(count)s permitted answers."),
    _("Members are separated by '%(separator)s'."),
    _("A member of the set is there twice."),
    _("Write each member once."),
    _("The set has more than %(count)s members, the most that the codebook allows."),
    _("Correct the cell, or raise at_most in the codebook."),
    _("The cell is marked as suppressed, which only a release may say."),
    _("Use the original cases, not a protected release."),
    _("The answer is required and blank."),
    _("Give every case an answer."),
    _("The answers to %(columns)s cannot be together."),
    _("The codebook does not allow the answers of this row together."),
    _("The answer contradicts the one to %(column)s, from which it follows."),
    _("Correct one of them, or leave %(column)s blank."),
    _("The same is wrong in %(count)s more rows."),
    # People
    _("The row does not say to which person it belongs."),
    _("Give every row the id of its person."),
    _("Rows %(rows)s have ids that differ only by leading zeros or decimals."),
    _(
        "Spell the id of one person the same way in all rows; give two people ids that differ in "
        "more."
    ),
    _("Rows %(rows)s of one person give different answers."),
    _("Correct one of them, or make the column a set in the codebook."),
    _(
        "The column is left out, but it looks like the id of a person: its values are nearly "
        "unique, and some are there more than once."
    ),
    # Linked tables
    _("There is no file of the table %(table)s."),
    _("There is no sheet of the table %(table)s."),
    _("There are %(count)s files of the table %(table)s."),
    _("Keep one of them in the folder."),
    _("Put a file into the folder that is named like the table."),
    _("Name each sheet like its table."),
    _("A file there has nearly this name: is it misspelt?"),
    _("A sheet there has nearly this name: is it misspelt?"),
    _("The file does not name the two people of a link: it seems to be one table of several."),
    _("Name the folder that holds the files of all tables."),
    _("The table %(table)s has a header and no row below it."),
    _("Add the rows; of victims alone, use a codebook of one table."),
    _("Rows %(rows)s of one victim do not say the same; one of them may be blank."),
    _(
        "Write the victim's own answers on each of their rows, or put victims, perpetrators and "
        "links into a file each."
    ),
    _("The row records something of somebody whom it does not name."),
    _("Give everybody a key."),
    _("The row has no key."),
    _("Give every row a key of its own."),
    _("An earlier row has the same key."),
    _("Keep one row for each key, or give different people different keys."),
    _("The table %(table)s has no row with this key."),
    _("Add the row or correct the key."),
    _("An earlier row links the same two people."),
    _("Keep one row for the two: put what both record into it."),
    _("The row does not say to whom it refers."),
    _("Write the key, or delete the row."),
    _("More than %(count)s rows have the key of this row, which is more than the codebook allows."),
    _(
        "Does a word such as 'unknown' stand for many people? Give each a key, or raise at_most in "
        "the codebook."
    ),
    _("No row refers to this one, and the codebook says that one must."),
    _("Add the link, or set every = false in the codebook."),
    _("The key differs only by leading zeros or decimals from one of the table %(table)s."),
    _("Spell the key the same way in both; save it as text, not as a number."),
    _("The household is a part of itself, alone or by way of others."),
    _("Leave the column blank for the largest household."),
)

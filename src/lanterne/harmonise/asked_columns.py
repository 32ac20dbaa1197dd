"""What a form, or a file that keeps its labels, says of a column: the question and its choices."""

from __future__ import annotations

from lanterne.files.labelled import LabelledFile
from lanterne.files.rows import TableFile
from lanterne.files.xlsform import Asked, Form, columns_of
from lanterne.harmonise.source_columns import Choice, SourceColumn


def asked_columns(file: TableFile, form: Form | None) -> tuple[SourceColumn, ...]:
    """The columns of a file, as far as is public: nothing of a case is in them.

    Args:
        file: The open file; of Stata and SPSS it says itself what it asked.
        form: The form that its columns come from; ``None``: nobody has it.
    """
    if form is not None:
        asked = columns_of(form)
        return tuple(_of_form(name, asked.get(name)) for name in file.header)
    if isinstance(file, LabelledFile):
        said = zip(file.header, file.questions, file.answers, file.missing, strict=True)
        return tuple(_of_labels(*one) for one in said)
    return tuple(map(SourceColumn, file.header))


def _of_labels(
    name: str, question: str, answers: tuple[str, ...], missing: tuple[str, ...]
) -> SourceColumn:
    """A column by its labels; a number of which only "nothing" has a label offers no choices."""
    offered = answers if len(set(answers) - set(missing)) > 1 else ()
    return SourceColumn(name, (question,) if question else (), tuple(map(Choice, offered)))


def _of_form(name: str, asked: Asked | None) -> SourceColumn:
    """A column by its question, or by the one choice that it says yes or no to."""
    if asked is None:
        return SourceColumn(name)
    if asked.choice is not None:
        return SourceColumn(name, tuple(asked.choice.labels.values()))
    question = asked.question
    choices = (Choice(one.name, tuple(one.labels.values())) for one in question.choices)
    labels = tuple(question.labels.values())
    return SourceColumn(name, labels, tuple(choices), several=question.several)

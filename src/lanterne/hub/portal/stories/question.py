"""What a story asks of its edition, in the words of an address: the portal answers both alike."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import QueryDict

from lanterne.errors import InputError
from lanterne.hub.portal.edition import Edition
from lanterne.hub.portal.lookup import QuestionError
from lanterne.hub.portal.query import Question, question_in


def query_for(
    by: str | None, people: str | None = None, where: Iterable[tuple[str, str]] = ()
) -> QueryDict:
    """The query of an address.

    Args:
        by: A column; ``None``: none.
        people: Name of their table; ``None``: the first of the edition.
        where: Columns, and the answers that all must have given.
    """
    query = QueryDict(mutable=True)
    if by is not None:
        query["by"] = by
    if people is not None:
        query["people"] = people
    for column, answer in where:
        query[f"where[{column}]"] = answer
    return query


def question_of(query: QueryDict, edition: Edition) -> Question:
    """What it asks, by one column.

    Raises:
        InputError: Something in it is unknown; all of it is listed.
    """
    try:
        return question_in(query, edition, 1)
    except QuestionError as error:
        raise InputError(error.problems) from error

"""What the addresses of the API answer, said where their views are: the OpenAPI document has it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lanterne.hub.portal.answer_cache import View
from lanterne.hub.portal.api_schemas import Schema
from lanterne.hub.settings import LONGEST_ADDRESS

LONG = f"The address is longer than {LONGEST_ADDRESS} bytes."
OFTEN = "You ask too often; Retry-After says how many seconds to wait."
GONE = "The edition was withdrawn; the answer says why."
HELD = "The edition is suspended while it is under review."

PROBLEMS: Mapping[str, str] = {
    "400": "The question cannot be answered as it was put.",
    "404": "There is no such release or file; or the release has no such people, column or answer.",
    "409": "The release is not whole, so none of it is served.",
    "410": GONE,
    "403": HELD,
}
"""What may be wrong with an address that names a release: status → what it means."""


@dataclass(frozen=True)
class Operation:
    """What may be asked at an address, and what is answered.

    Attributes:
        summary: In a line.
        schema: Shape of the answer; ``None``: it is not said.
        query: Parameters behind the path.
        media_type: Of the answer.
        answers: Status → what it means, where the address answers in other ways than most.
        problems: Status → what may be wrong, where it is not what may be with most.
    """

    summary: str
    schema: Schema | None = None
    query: Sequence[Schema] = ()
    media_type: str = "application/json"
    answers: Mapping[str, str] | None = None
    problems: Mapping[str, str] | None = None

    def to_dict(self, in_path: Sequence[Schema]) -> dict[str, Any]:
        """The operation as OpenAPI has it.

        Args:
            in_path: The parameters in its path.
        """
        parameters = [*in_path, *self.query]
        responses = {"414": {"description": LONG}, "429": {"description": OFTEN}}
        if self.answers is None:
            responses |= {"200": {"description": "The answer.", **self._content()}}
        problems = self.problems or (PROBLEMS if parameters else {})
        answers = self.answers or problems
        responses |= {status: {"description": text} for status, text in answers.items()}
        return {"summary": self.summary, "parameters": parameters, "responses": responses}

    def _content(self) -> dict[str, Any]:
        if self.schema is None and self.media_type == "application/json":
            return {}
        schema = {} if self.schema is None else {"schema": self.schema}
        return {"content": {self.media_type: schema}}


OPERATIONS: dict[View, Operation] = {}
"""View → what it answers."""


def answers(operation: Operation) -> Callable[[View], View]:
    """Say of a view what it answers."""

    def noted(view: View) -> View:
        OPERATIONS[view] = operation
        return view

    return noted

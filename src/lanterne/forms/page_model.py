"""A form as data for the page that asks it: questions, texts in all languages, and rules.

Names of questions and choices, and all rules, are those of the XLSForm, so that what comes back by
either is read in one way.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from lanterne.codebook.model import Text
from lanterne.forms.asked import Asked, asked_in, identity_hint, not_other, stamp_text
from lanterne.forms.conditions import (
    AllOf,
    AnyOf,
    Asking,
    Between,
    Has,
    Is,
    Not,
    Test,
    asked_where,
    broken_where,
)
from lanterne.forms.questions import Ask, Form, Identity, Section
from lanterne.forms.words import filled, page_words, text_of
from lanterne.forms.xlsform import LONG
from lanterne.messages.languages import LANGUAGES, direction

Item = dict[str, Any]
"""A question as the page has it; what is not said of it is not in it."""


def page_model(form: Form, language: str) -> dict[str, Any]:
    """What the script of the page is given, as JSON can hold it.

    Args:
        form: The form.
        language: The one that is shown first.
    """
    return _Model(asked_in(form), language).whole()


class _Model:
    """Gathers texts and lists of answers, each once."""

    def __init__(self, asked: Asked, language: str) -> None:
        self.asked, self.form, self.language = asked, asked.form, language
        self._texts: dict[tuple[str, ...], int] = {}
        self._lists: dict[str, list[list[object]]] = {}
        self._numbers: dict[str, int] = {}

    def whole(self) -> dict[str, Any]:
        languages, stamp = self.form.languages, self.form.stamp
        made = {
            "stamp": stamp_text(stamp),
            "codebook": stamp.codebook,
            "version": stamp.version,
            "digest": stamp.digest,
            "first": self.language,
            "languages": [[tag, LANGUAGES.get(tag, tag), direction(tag)] for tag in languages],
            "title": self.text(self.form.title),
            "consent": self.item(self.asked.consent),
            "label": self.text(self.form.cases.label),
            "groups": [*self.groups(self.form.cases)],
            "repeat": self.repeat(),
            "words": {key: self.text(text) for key, text in page_words(languages).items()},
        }
        texts = {tag: [one[n] for one in self._texts] for n, tag in enumerate(languages)}
        return {**made, "lists": [*self._lists.values()], "texts": texts}

    def text(self, text: Text) -> int:
        """The number of a text."""
        said = tuple(text.get(tag, "") for tag in self.form.languages)
        return self._texts.setdefault(said, len(self._texts))

    def repeat(self) -> dict[str, Any] | None:
        """What is asked once for each row that hangs on a case; ``None``: there are none."""
        sections = self.form.repeated
        if not sections:
            return None
        groups = [group for one in sections for group in self.groups(one)]
        return {"name": self.asked.repeat, "label": self.text(sections[0].label), "groups": groups}

    def groups(self, section: Section) -> Iterator[dict[str, Any]]:
        """The ids of a section, then its questions; those of a group have its heading."""
        ids = [self.identity(one) for one in section.identities if not_other(one)]
        if ids:
            yield {"items": ids}
        labels = {group.name: group.label for group in self.form.codebook.groups}
        for name, run in groupby(section.questions, lambda one: one.column and one.column.group):
            askings = [self.asked.askings[one.name] for one in run]
            items = [item for one in askings for item in self.items(one)]
            label = labels.get(name or "")
            heading = {"label": self.text(filled(label, self.form.languages))} if label else {}
            yield {**heading, "items": items}

    def identity(self, identity: Identity) -> Item:
        itself = {"itself": True} if identity is self.form.cases.itself else {}
        return {
            **itself,
            "name": self.asked.ids[identity.name],
            "kind": "text",
            "label": self.text(identity.label),
            "hint": self.text(identity_hint(identity, self.form.languages)),
        }

    def items(self, asking: Asking) -> Iterator[Item]:
        """A question, and after a number the one why there is none."""
        item = self.item(asking)
        yield item
        why = self.asked.why.get(asking.question.name)
        if why is not None:
            unanswered = _as_data(Is(asking, ""))
            where = ["all", item["where"], unanswered] if "where" in item else unanswered
            yield {**self.item(why), "where": where}

    def item(self, asking: Asking) -> Item:
        question, askings = asking.question, self.asked.askings
        item: Item = {
            "name": asking.name,
            "kind": _kind(asking),
            "label": self.text(question.numbered),
        }
        if any(question.hint.values()):
            item["hint"] = self.text(question.hint)
        if question.required:
            item["required"] = True
        if question.relevance:
            item["where"] = _as_data(asked_where(question.relevance, askings))
        if question.constraints:
            agree = text_of("must_agree", self.form.languages)
            item["never"] = [
                {
                    "test": _as_data(broken_where(rule, asking, askings)),
                    "says": self.text(
                        filled(rule.label, self.form.languages) if rule.label else agree
                    ),
                }
                for rule in question.constraints
            ]
        return item | (self.range(asking) if asking.typed else self.choices(asking))

    def range(self, asking: Asking) -> Item:
        """The numbers that may be typed."""
        numbers, languages = asking.question.numbers, self.form.languages
        if asking.years is not None or numbers is None:
            first, last = map(str, asking.years or ())
            step, decimals = "1", 0
        else:
            first, last, decimals = numbers.texts[0], numbers.texts[-1], numbers.decimals
            step = f"{numbers.step.normalize():f}"
        said = [self.text(text_of("number_from_to", languages, first=first, last=last))]
        if step != "1":
            said.append(self.text(text_of("steps", languages, step=step)))
        return {"numbers": [first, last, step, decimals], "says": said}

    def choices(self, asking: Asking) -> Item:
        """The answers to choose from, and how many of them may be chosen together."""
        question, languages = asking.question, self.form.languages
        column = question.column
        meant = {one.code: one.definition for one in column.values} if column else {}
        rows = [
            [
                asking.choices[one.code],
                self.text(one.label),
                int(one.silent is not None),
                *self._meaning(meant.get(one.code, {})),
            ]
            for one in question.answers
        ]
        item: Item = {"list": self._list(rows)}
        if question.ask is Ask.SEVERAL:
            item["alone"] = self.text(text_of("stands_alone", languages))
            if column is not None and column.at_most is not None:
                most = text_of("at_most", languages, count=column.at_most)
                item |= {"most": column.at_most, "too_many": self.text(most)}
        return item

    def _meaning(self, definition: Text) -> list[int]:
        return [self.text(filled(definition, self.form.languages))] if definition else []

    def _list(self, rows: list[list[object]]) -> int:
        key = repr(rows)
        self._lists.setdefault(key, rows)
        return self._numbers.setdefault(key, len(self._numbers))


def _kind(asking: Asking) -> str:
    """How the page lets a question be answered."""
    if asking.typed:
        return "number"
    if asking.question.ask is Ask.SEVERAL:
        return "several"
    return "long" if len(asking.question.answers) > LONG else "one"


def _as_data(test: Test) -> list[Any]:
    """A test as the script reads it: what it is, then of what."""
    if isinstance(test, Not):
        return ["not", _as_data(test.test)]
    if isinstance(test, AllOf | AnyOf):
        return ["all" if isinstance(test, AllOf) else "any", *map(_as_data, test.tests)]
    if isinstance(test, Between):
        return ["between", test.asking.name, test.first, test.last]
    if isinstance(test, Has):
        return ["has", test.asking.name, test.choice]
    kind = "equals" if test.asking.typed and test.text else "is"
    return [kind, test.asking.name, test.text]

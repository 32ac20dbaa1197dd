"""What people read for the rules of a mapping."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from lanterne.harmonise.mapping import DateOrder, Equivalence, Rule

RULES: Mapping[Rule, Any] = {
    Rule.COPY: _("The answer is written as in the codebook"),
    Rule.RECODE: _("Each answer becomes another one, as said below"),
    Rule.BAND: _("The number falls into a band"),
    Rule.YEAR_OF: _("The year of the date counts"),
    Rule.AGE_FROM: _("The age, from the date of birth and a second date"),
    Rule.COUNTRY: _("The country, in whatever language it is named"),
    Rule.FIRST_OF: _("The first of several columns that says something"),
    Rule.ANY_OF: _("Yes if one of several columns says yes"),
    Rule.FLAG_FROM_SET: _("Yes if one of the answers in the cell means it"),
    Rule.SET_FROM_FLAGS: _("Each column that says yes is one of the answers"),
    Rule.CATEGORY_FROM_FLAGS: _("The first answer whose column says yes"),
    Rule.CONSTANT: _("The same for everybody in the file"),
    Rule.IMPOSSIBLE: _("The partner does not ask this"),
    Rule.UNDETERMINED: _("Nobody has decided yet"),
}

ORDERS: Mapping[DateOrder, Any] = {
    DateOrder.DAY_MONTH_YEAR: _("Day, month, year"),
    DateOrder.MONTH_DAY_YEAR: _("Month, day, year"),
    DateOrder.YEAR_MONTH_DAY: _("Year, month, day"),
}

EQUIVALENCES: Mapping[Equivalence, Any] = {
    Equivalence.EQUAL: _("The same question"),
    Equivalence.WIDER: _("The partner’s question is wider"),
    Equivalence.NARROWER: _("The partner’s question is narrower"),
    Equivalence.INEXACT: _("Nearly the same question"),
}

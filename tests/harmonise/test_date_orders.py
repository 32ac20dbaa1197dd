"""The order of dates is proved or asked, never guessed."""

import pytest

from lanterne.harmonise.date_orders import written_dates
from lanterne.harmonise.mapping import DateOrder


@pytest.mark.parametrize(
    ("dates", "order", "needed"),
    [
        (["03/11/2021", "23/01/2022", "30.12.2020"], DateOrder.DAY_MONTH_YEAR, True),
        (["01/23/2022", "12/30/2020"], DateOrder.MONTH_DAY_YEAR, True),
        (["2021/03/11", "2022/01/23"], DateOrder.YEAR_MONTH_DAY, True),
        (["03/11/2021", "23/01/2022"], None, True),  # one alone may be mistyped
        (["23/01/2022", "23/01/2022"], None, True),  # and is one, however often it stands there
        (["03/11/2021", "04/05/2020"], None, True),
        (["23/01/2022", "30/12/2020", "01/23/2022"], None, True),
        (["23/01/2022", "30/12/2020", "2021/03/11"], None, True),
        (["2021-03-11", "2022"], None, False),
        (["Femme", ""], None, False),
    ],
)
def test_what_dates_prove(dates: list[str], order: DateOrder | None, needed: bool) -> None:
    found = written_dates(dates)
    assert (found.order, found.needed) == (order, needed)

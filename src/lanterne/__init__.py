"""Lanterne: case records on human trafficking in, safe releases out.

    import lanterne

    lanterne.sample("cases")
    lanterne.protect("cases/victims.csv", "lanterne-cases", epsilon=4, out="release")
    lanterne.verify("release").problems

Each verb of the command line is a function here, under the same name. It takes a frozen request,
such as :class:`ProtectRequest`, or the fields of one. The glass lets the light
out and keeps the flame safe.
"""

from importlib.metadata import version

from lanterne.errors import InputError, LanterneError, Problem, Refused, UsageError
from lanterne.verbs import (
    Anonymised,
    AnonymiseRequest,
    CheckRequest,
    Choice,
    ChooseRequest,
    CompareRequest,
    EditionRequest,
    EvaluateRequest,
    HarmoniseRequest,
    JudgeRequest,
    Protection,
    ProtectRequest,
    RedrawRequest,
    RiskRequest,
    agreement,
    anonymise,
    begin_series,
    check,
    choose,
    compare,
    deliver,
    draft,
    draw_edition,
    evaluate,
    extend_series,
    find_duplicates,
    find_risk,
    harmonise_file,
    join_people,
    judge,
    load,
    make_collection_key,
    open_collected,
    protect,
    redraw,
    sample,
    series_standing,
    verify,
    verify_record,
    withdraw_people,
    write_form,
    write_vignettes,
)

__version__ = version("lanterne")

__all__ = [
    "AnonymiseRequest",
    "Anonymised",
    "CheckRequest",
    "Choice",
    "ChooseRequest",
    "CompareRequest",
    "EditionRequest",
    "EvaluateRequest",
    "HarmoniseRequest",
    "InputError",
    "JudgeRequest",
    "LanterneError",
    "Problem",
    "ProtectRequest",
    "Protection",
    "RedrawRequest",
    "Refused",
    "RiskRequest",
    "UsageError",
    "__version__",
    "agreement",
    "anonymise",
    "begin_series",
    "check",
    "choose",
    "compare",
    "deliver",
    "draft",
    "draw_edition",
    "evaluate",
    "extend_series",
    "find_duplicates",
    "find_risk",
    "harmonise_file",
    "join_people",
    "judge",
    "load",
    "make_collection_key",
    "open_collected",
    "protect",
    "redraw",
    "sample",
    "series_standing",
    "verify",
    "verify_record",
    "withdraw_people",
    "write_form",
    "write_vignettes",
]

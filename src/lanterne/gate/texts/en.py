"""English."""

from __future__ import annotations

from lanterne.gate.texts import Texts

ENGLISH = Texts(
    reasons={
        "promise.method": (
            "The technique is {method}. The policy allows {methods}.",
            "Protect the cases by a technique that the policy allows.",
        ),
        "promise.ledger": (
            "The promise was not compared with the ledger that was charged for it: nothing tells "
            "whether ε, δ or the noise were edited.",
            "Give that ledger with --ledger. A release that names no entry of a ledger has to be "
            "made again.",
        ),
        "promise.epsilon": (
            "ε is {value}. The policy allows at most {limit}.",
            "Protect the cases again with a smaller ε.",
        ),
        "promise.total": (
            "All releases of these people together spend ε {value}. The policy allows at most "
            "{limit}.",
            "The budget of these people is used up: publish what is out already.",
        ),
        "promise.k": (
            "k is {value}. The policy asks for at least {limit}.",
            "Protect the cases again with a larger k.",
        ),
        "promise.length": (
            "k holds of combinations of up to {value} answers. The policy asks for {limit} "
            "(“rows”: whole rows).",
            "Protect the cases again with a greater length.",
        ),
        "attack.promise": (
            "Attack “{attack}”: {rate} of the attempts succeed, at least {low}. The promise allows "
            "{allowed}.",
            "The release gives away more than it promises. Do not publish it, find out how it was "
            "made, and protect the cases afresh. If Lanterne made it and nobody changed it, report "
            "that, without the data.",
        ),
        "attack.noise": (
            "The noise in the published counts is {noise} of what the release states.",
            "The release gives away more than it promises. Do not publish it, find out how it was "
            "made, and protect the cases afresh. If Lanterne made it and nobody changed it, report "
            "that, without the data.",
        ),
        "attack.chance": (
            "Attack “{attack}”: {rate} of the attempts succeed, and {chance} by chance: {excess} "
            "more at least. The policy allows {limit}.",
            "The rows tell of the people in the cases, not only of people like them. Look for rows "
            "that were copied; else protect the cases again, with a smaller ε, a larger k or fewer "
            "columns.",
        ),
        "risk.combinations": (
            "Combinations of answers that fewer than {k} people share stand in the rows, in "
            "{places} places (number of answers: {size}).",
            "The release does not keep its promise: rows were changed or added after it was made, "
            "or it is not of these cases. Do not publish it; make it again.",
        ),
        "risk.classes": (
            "{classes} classes of rows do not keep what is promised of them (k, ℓ or t).",
            "Rows were changed or added after the release was made. Do not publish it; make it "
            "again.",
        ),
        "risk.record": (
            "Whoever is found by the quasi-identifiers is the right person with a chance of "
            "{chance}. The policy allows {limit}.",
            "Make the release again with a larger k.",
        ),
        "risk.told": (
            "Of {share} of the people the answer in {column} can be learnt, because all rows like "
            "theirs agree in it. The policy allows {limit}.",
            "Ask for ℓ-diversity or t-closeness in this column, or leave it out.",
        ),
        "use.distance": (
            "For two columns at once, {value} of the rows would have to change on average. The "
            "policy allows {limit}.",
            "The release would mislead. Leave out columns, widen their answers, or allow more "
            "budget.",
        ),
        "use.rows": (
            "The number of rows differs from the number of people by {value}. The policy allows "
            "{limit}.",
            "Draw the release again without asking for a number of rows.",
        ),
        "use.intervals": (
            "{value} of the published intervals hold the true count. The policy asks for {limit}.",
            "The counts are less certain than they say. Do not publish them; make the release "
            "again.",
        ),
        "use.light": (
            "The traffic light for utility is {value}. The policy asks for {limit} or better.",
            "The evaluation says why. Protect the cases again with other settings; the policy "
            "stays.",
        ),
    },
    notes={
        "note.control": (
            "No control group was given: half of the release stood for people who are not in the "
            "cases, and less is found so. With --control, cases that were left out by lot before "
            "the release was made."
        ),
        "note.untried": (
            "Attack “{attack}” could not be tried: too little in the release to try it on."
        ),
        "note.earlier": (
            "Other releases of these people in their ledger: {others}; compared with this one: "
            "{given}. What it tells together with the others was not looked at. Give them with "
            "--earlier."
        ),
        "note.uncharged": (
            "The promise was not compared with the ledger that was charged for it: nothing tells "
            "whether ε, δ or the noise were edited. Give that ledger with --ledger."
        ),
        "note.uncounted": (
            "No ledger was found: this look at the cases is not counted, and no release of "
            "them will say that it took place."
        ),
        "note.unneeded": "It would have passed without the override; it is recorded as passed.",
    },
    results={
        "passed": "PASSED by the policy {policy}.",
        "refused": "REFUSED by the policy {policy}. Why:",
        "overridden": "OVERRIDDEN by {by}: {why}. The policy {policy} refuses it. Why:",
    },
    own=("own ({digest})", "{name} (own, {digest})"),
    copies={
        "lead": (
            "Had rows been copied from people, it would have been seen with a probability of 95% "
            "from these shares of all rows on: {kinds}."
        ),
        "share": "{kind}, {share}",
        "unseen": "{kind}, not to be told from other rows",
        "between": "; ",
        "0": "unchanged",
        "1": "one answer changed",
        "2": "two answers changed",
        "3": "three answers changed",
    },
    lights={"good": "green (good)", "fair": "amber (fair)", "poor": "red (poor)"},
    advice="What to do:",
    known="To be known:",
    record="Record:",
    public=(
        "The record beside the release is public: it tells whether the release passes, and no more."
    ),
    sensitive="SENSITIVE: computed from the cases. Do not publish what follows.",
)

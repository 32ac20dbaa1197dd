"""What a child may do that reads a file apart; its module is loaded in the child alone."""

from __future__ import annotations

import os
import time

from lanterne.errors import InputError, Place, Problem


def sleeps(path):
    time.sleep(60)


def dies(path):
    os.abort()


def exits(path):
    os._exit(3)


def problem(path):
    raise InputError([Problem("rule", place=Place(path.name, 3, "year"))], more=2)


def greedy(path):
    return len(bytearray(1 << 40))


def long_winded(path):
    return {"header": ["x" * 100_000], "rows": [1, None]}

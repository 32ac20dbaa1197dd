"""Loops that Numba compiles, when one of them is first called and not before.

Most processes only name the modules that hold such loops: pages of the hub, and half of the
commands. For them, loading the compiler would take half a second and 40 megabytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, update_wrapper
from hashlib import sha256
from pathlib import Path
from types import FunctionType
from typing import Any


class CompiledFunction:
    """A function that stands for what Numba makes of it.

    That is kept on disk beside the source, or in the user's cache; where nothing can be written, as
    in a container, each process compiles for itself.
    """

    def __init__(self, function: FunctionType, fastmath: bool, nogil: bool) -> None:
        update_wrapper(self, function)
        self._function, self._fastmath, self._nogil = function, fastmath, nogil

    def __call__(self, *arguments: Any) -> Any:
        """What the function returns."""
        return self.compiled(*arguments)

    @cached_property
    def compiled(self) -> Any:
        """What Numba makes of the function; those that it calls are compiled with it."""
        from numba import njit  # noqa: PLC0415 - only who calls it waits for it

        function = self._function
        called = {
            name: value.compiled
            for name, value in self._named.items()
            if isinstance(value, CompiledFunction)
        }
        whole = FunctionType(
            function.__code__,
            {**function.__globals__, **called},
            function.__name__,
            function.__defaults__,
            function.__closure__,
        )
        update_wrapper(whole, function)
        # The file on disk is named after the function. What Numba finds there it takes for fresh
        # as long as the function's own source is the same.
        whole.__qualname__ = f"{function.__qualname__}_{self.beside}"
        try:
            return njit(cache=True, fastmath=self._fastmath, nogil=self._nogil)(whole)
        except RuntimeError:  # an installation to read, and a home that cannot be written to
            return njit(fastmath=self._fastmath, nogil=self._nogil)(whole)

    @cached_property
    def beside(self) -> str:
        """Changes with all that is compiled into the function: constants, and sources of others."""
        parts = []
        for name, value in sorted(self._named.items()):
            if isinstance(value, CompiledFunction):
                source = Path(value._function.__code__.co_filename).read_bytes()
                parts += [name, sha256(source).hexdigest(), value.beside]
            else:
                parts += [name, repr(value)]
        return sha256("\n".join(parts).encode()).hexdigest()[:16]

    @cached_property
    def _named(self) -> Mapping[str, Any]:
        """Constants, and functions of the kind, that the function names."""
        kinds = (CompiledFunction, int, float, str, tuple)
        around = self._function.__globals__
        names = self._function.__code__.co_names
        return {name: around[name] for name in names if isinstance(around.get(name), kinds)}


def compiled(*, fastmath: bool = False, nogil: bool = False) -> Callable[[Any], Any]:
    """A decorator for a function of numbers and arrays; others of the kind may be called by it.

    Args:
        fastmath: Sums may be reordered.
        nogil: Other threads go on meanwhile.
    """
    return lambda function: CompiledFunction(function, fastmath, nogil)

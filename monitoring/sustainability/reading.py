"""What a formula answers: a value with its inputs, or the reason why there is none and what would mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


class State(StrEnum):
    """Computed; no case (the records say that there is nothing to measure); or not computable."""

    COMPUTED = "berechnet"
    NO_CASE = "kein-fall"
    MISSING = "nicht-berechenbar"


class Light(StrEnum):
    """Stabil, Beobachten, Handeln, nicht berechenbar; context only shows no light."""

    GREEN = "gruen"
    YELLOW = "gelb"
    RED = "rot"
    GREY = "grau"
    NONE = "ohne"


@dataclass(frozen=True, slots=True)
class Input:
    """A record that went into the number. `counts`: into the numerator too, not only into the denominator."""

    key: str
    label: str
    amount: Fraction = Fraction(1)
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Gap:
    """A record that lacks something, and what is to be entered."""

    key: str
    label: str
    lacks: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The answer of one formula at one key date.

    `rated` is the value that light and score are taken from: the value itself, unless posts or money fell away
    without replacement (`distorted`, see `stock`). `verdict` is a light that needs no value ("no limited
    post"). `reason` and `action` are German; `action` is the one thing that would make it computable.
    """

    code: str
    state: State
    value: Fraction | None = None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    rated: Fraction | None = None
    verdict: Light | None = None
    reason: str = ""
    action: str = ""
    inputs: tuple[Input, ...] = ()
    gaps: tuple[Gap, ...] = ()

    @property
    def distorted(self) -> bool:
        """Whether it is rated otherwise than it reads, because something fell away."""
        return self.rated is not None and self.rated != self.value


def computed(
    code: str,
    value: Fraction,
    inputs: Iterable[Input] = (),
    *,
    numerator: Fraction | None = None,
    denominator: Fraction | None = None,
    rated: Fraction | None = None,
    gaps: Iterable[Gap] = (),
) -> Reading:
    """A number with what went into it."""
    return Reading(
        code,
        State.COMPUTED,
        value,
        numerator,
        denominator,
        value if rated is None else rated,
        inputs=tuple(inputs),
        gaps=tuple(gaps),
    )


def share(
    code: str,
    numerator: Fraction,
    denominator: Fraction,
    inputs: Iterable[Input] = (),
    *,
    rated: Fraction | None = None,
    gaps: Iterable[Gap] = (),
) -> Reading:
    """Per cent of numerator in denominator; the caller has seen to it that the denominator is not 0."""
    return computed(
        code,
        numerator * 100 / denominator,
        inputs,
        numerator=numerator,
        denominator=denominator,
        rated=rated,
        gaps=gaps,
    )


def counted(code: str, rows: Iterable[tuple[str, str, bool]]) -> Reading:
    """Per cent of rows (key, label, whether it counts) that count; there is at least one row."""
    inputs = [Input(key, label, Fraction(1), counts) for key, label, counts in rows]
    return share(code, Fraction(sum(i.counts for i in inputs)), Fraction(len(inputs)), inputs)


def missing(code: str, reason: str, action: str, gaps: Iterable[Gap] = ()) -> Reading:
    """Not computable: why, and the one action that would make it so."""
    return Reading(code, State.MISSING, reason=reason, action=action, gaps=tuple(gaps))


def no_case(code: str, reason: str, verdict: Light | None = None, inputs: Iterable[Input] = ()) -> Reading:
    """The records answer that there is nothing to measure."""
    return Reading(code, State.NO_CASE, verdict=verdict, reason=reason, inputs=tuple(inputs))


def for_display(value: Fraction, decimals: int = 1) -> Decimal:
    """The exact value rounded half up (away from zero) once, for people only; lights compare the unrounded."""
    scaled = abs(value) * 10**decimals
    whole = int(scaled + Fraction(1, 2))
    return Decimal(whole if value >= 0 else -whole).scaleb(-decimals)

"""What hangs on whom: offers, the functions that carry them, and what is left when one of them goes. Pure."""

from projects.dependency.network import (
    Loss,
    Offer,
    articulation_points,
    hanging_on_one,
    loss_of,
    losses,
    suggested_deputy,
)

__all__ = [
    "Loss",
    "Offer",
    "articulation_points",
    "hanging_on_one",
    "loss_of",
    "losses",
    "suggested_deputy",
]

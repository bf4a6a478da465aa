"""A wide table: one row per region, one column per indicator, for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

Entry = tuple[str, str, Decimal | str | None]


def wide_table(
    entries: Iterable[Entry], rows: list[str], columns: list[str]
) -> list[dict[str, Decimal | str | None]]:
    """Pivot (row, column, value) into dicts in the given order of rows and columns; gaps stay None.

    Raises ValueError when a place is filled twice.
    """
    import pandas as pd  # noqa: PLC0415 - loading it costs more than most requests; only exports need it

    frame = pd.DataFrame(list(entries), columns=["row", "column", "value"], dtype=object)
    # not pivot_table: it would average doubles silently, pivot refuses them
    wide = frame.pivot(  # noqa: PD010
        index="row", columns="column", values="value"
    ).reindex(index=rows, columns=columns)
    wide = wide.astype(object).where(wide.notna(), None)
    return [
        {"row": name, **dict(zip(columns, values, strict=True))}
        for name, values in zip(rows, wide.to_numpy(), strict=True)
    ]

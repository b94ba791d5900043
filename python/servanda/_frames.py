"""What other people's data frames are needed for; nothing of them is imported before it is used."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._servanda import Table


def write_parquet(table: Table[Any], path: str | os.PathLike[str]) -> None:
    """Writes a table as Parquet with pyarrow, polars or duckdb, whichever is there; whole or not at all."""
    path = os.fspath(path)
    folder = os.path.dirname(path)
    if folder:
        os.makedirs(folder, exist_ok=True)
    unfinished = path + ".unfinished"
    try:
        _write(table, unfinished)
        os.replace(unfinished, path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.remove(unfinished)


def _write(table: Table[Any], path: str) -> None:
    for write in (_pyarrow, _polars, _duckdb):
        try:
            return write(table, path)
        except ModuleNotFoundError:
            continue
    raise ModuleNotFoundError(
        "Parquet is written with pyarrow, polars or duckdb; none is installed (pip install pyarrow)"
    )


def _pyarrow(table: Table[Any], path: str) -> None:
    import pyarrow  # type: ignore[import-untyped]
    from pyarrow import parquet

    batches = pyarrow.RecordBatchReader.from_stream(table)
    with parquet.ParquetWriter(path, batches.schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch)


def _polars(table: Table[Any], path: str) -> None:
    import polars

    polars.DataFrame(table).write_parquet(path)


def _duckdb(table: Table[Any], path: str) -> None:
    import duckdb

    with duckdb.connect() as connection:
        connection.register("rows_to_write", table)
        connection.sql("from rows_to_write").write_parquet(path)

"""One function for the engines that people already operate: Arrow record batches in, Arrow record batches out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Literal, TypeAlias

    import pyarrow as _pa  # type: ignore[import-untyped]

    _Table: TypeAlias = Literal[
        "documents", "entities", "commitments", "verdicts", "outcomes", "links", "repairs", "errors"
    ]


def arrow_udf(
    table: _Table = "commitments",
    *,
    text: str = "text",
    id: str = "id",
    docvars: Iterable[str] = (),
    as_of: str | None = None,
    threads: int = 1,
    batch: int = 64,
    **options: Any,
) -> ArrowUdf:
    """A function from record batches of texts to record batches of findings, for Spark, Ray, DuckDB, Polars and their like.

    The batches that go in have a column of strings named `text`, one named `id`, and those of `docvars`, which are kept with
    each row as `doc_…` (`date`, `title` and `publisher` have their meaning). Those that come out have the columns of
    `schema`, whatever is in the texts. Each text is judged by itself; one that cannot be read has no rows, and is a row of the
    table "errors". `threads` is 1 because an engine gives each task a core of its own; `batch` is the number of texts that are
    in memory at a time. `options` are those of `read`: repair, encoding. It pickles to its options. It needs pyarrow.
    """
    return ArrowUdf(table, text, id, tuple(docvars), as_of, threads, batch, options)


@final
class ArrowUdf:
    """Made by `arrow_udf`: call it with an iterator of record batches."""

    __slots__ = ("_as_of", "_batch", "_docvars", "_id", "_options", "_table", "_text", "_threads")

    def __init__(
        self,
        table: _Table,
        text: str,
        id: str,
        docvars: tuple[str, ...],
        as_of: str | None,
        threads: int,
        batch: int,
        options: dict[str, Any],
    ) -> None:
        from ._servanda import Reader, _columns

        _columns(table)
        Reader(as_of=as_of, **options)
        self._table, self._text, self._id, self._docvars = table, text, id, docvars
        self._as_of, self._threads, self._batch, self._options = as_of, threads, batch, options

    @property
    def schema(self) -> _pa.Schema:
        """The names and types of the columns that come out."""
        import pyarrow

        from ._servanda import _columns

        types = {"bool": pyarrow.bool_(), "int": pyarrow.int64(), "float": pyarrow.float64(), "str": pyarrow.string()}
        fields = [(name, types[kind]) for name, kind in _columns(self._table)]
        if self._table == "errors":
            # An engine cuts the texts into batches as it likes: a number among them would say nothing, the id does.
            del fields[0]
        else:
            fields += [(f"doc_{name}", pyarrow.string()) for name in self._docvars]
        return pyarrow.schema(fields)

    def __call__(self, batches: Iterable[_pa.RecordBatch]) -> Iterator[_pa.RecordBatch]:
        """Reads the texts of each batch and gives their rows."""
        schema = self.schema
        for batch in batches:
            for start in range(0, batch.num_rows, self._batch):
                yield from self._rows(batch.slice(start, self._batch), schema)

    def table(self, table: _pa.Table) -> _pa.Table:
        """The same for a whole table: what `map_batches` of Ray, a query of DuckDB or a frame of Polars give."""
        import pyarrow

        return pyarrow.Table.from_batches(self(table.to_batches()), self.schema)

    def _rows(self, batch: _pa.RecordBatch, schema: _pa.Schema) -> Iterator[_pa.RecordBatch]:
        import pyarrow

        from ._servanda import Reader, assess

        columns = [batch.column(name).to_pylist() for name in (self._id, self._text, *self._docvars)]
        names = [str(name) for name in columns[0]]
        reader = Reader(threads=self._threads, **self._options)
        rows = [
            (name, row[0], dict(zip(self._docvars, row[1:], strict=True)))
            for name, *row in zip(names, *columns[1:], strict=True)
        ]
        corpus = reader.read_many(rows)
        if self._table == "errors":
            yield from _fitted(pyarrow.table(corpus.errors), schema)
            return
        for document in corpus:
            found = assess(document, as_of=self._as_of)
            yield from _fitted(pyarrow.table(getattr(found, self._table)), schema)

    def __reduce__(self) -> tuple[Callable[..., ArrowUdf], tuple[Any, ...]]:
        given = (
            self._table,
            self._text,
            self._id,
            self._docvars,
            self._as_of,
            self._threads,
            self._batch,
            self._options,
        )
        return (ArrowUdf, given)

    def __repr__(self) -> str:
        return f"<servanda.arrow_udf {self._table}: {self._id}, {self._text} -> {', '.join(self.schema.names)}>"


def _fitted(table: _pa.Table, schema: _pa.Schema) -> Iterator[_pa.RecordBatch]:
    """The rows with the columns of the schema, which do not depend on them."""
    import pyarrow

    have = set(table.column_names)
    for batch in table.to_batches():
        nothing = (pyarrow.nulls(batch.num_rows, field.type) for field in schema)
        columns = [batch.column(f.name) if f.name in have else none for f, none in zip(schema, nothing, strict=True)]
        yield pyarrow.RecordBatch.from_arrays(columns, schema=schema)

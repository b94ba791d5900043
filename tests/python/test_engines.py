"""One function from record batches to record batches: the same rows in every engine that runs on one machine."""

import pickle

import duckdb
import polars as pl
import pyarrow as pa
import pytest
import servanda as sv
from conftest import BRIEF

TEXTS = pa.table(
    {
        "doc_id": [f"brief {i}" for i in range(30)],
        "body": [f"{BRIEF}\n\nNumber {i}." if i % 10 else None for i in range(30)],
        "country": ["RUR" if i % 2 else None for i in range(30)],
        "other": list(range(30)),
    }
)


def udf(table="commitments", **options):
    return sv.arrow_udf(table, text="body", id="doc_id", docvars=["country"], as_of="2012", date="2011", **options)


def test_rows_are_those_of_assess():
    out = udf().table(TEXTS)
    texts = [row for row in TEXTS.to_pylist() if row["body"]]
    read = [sv.read(r["body"], id=r["doc_id"], date="2011", country=r["country"] or "") for r in texts]
    expected = [row for document in read for row in sv.assess(document, as_of="2012").commitments.to_dicts()]
    got = out.drop_columns(["doc_country"]).to_pylist()
    assert got == [{k: v for k, v in row.items() if k not in ("doc_country", "doc_date")} for row in expected]
    assert set(out["doc_country"].to_pylist()) == {"RUR", None}


@pytest.mark.parametrize(
    "table", ["documents", "entities", "commitments", "verdicts", "outcomes", "links", "repairs", "errors"]
)
def test_the_schema_is_declared(table):
    call = udf(table)
    assert call.table(TEXTS).schema == call.schema == call.table(TEXTS.slice(0, 0)).schema
    assert all(batch.schema == call.schema for batch in call(TEXTS.to_batches(max_chunksize=7)))


def test_a_text_that_cannot_be_read_does_not_fail_the_job():
    errors = udf("errors").table(TEXTS)
    assert errors["source"].to_pylist() == ["brief 0", "brief 10", "brief 20"]
    assert len(udf("documents").table(TEXTS)) == 27


def test_however_it_is_cut_and_sent():
    whole = udf().table(TEXTS).to_pylist()
    sent = pickle.loads(pickle.dumps(udf(batch=3, threads=2)))
    for size in [1, 4, 30]:
        out = sent(iter(TEXTS.to_batches(max_chunksize=size)))
        assert [row for batch in out for row in batch.to_pylist()] == whole


def test_wrong_names_are_told_at_once():
    with pytest.raises(sv.Error, match="nonsense"):
        sv.arrow_udf("nonsense")
    with pytest.raises(sv.Error, match="repair"):
        sv.arrow_udf(repair="hard")


def test_duckdb_and_polars(tmp_path):
    whole = udf().table(TEXTS).to_pylist()
    texts = TEXTS  # noqa: F841, DuckDB finds it by its name
    reader = duckdb.sql("select * from texts order by other").to_arrow_reader(8)
    found = pa.RecordBatchReader.from_batches(udf().schema, udf()(reader))  # noqa: F841
    with duckdb.connect() as other:
        assert other.sql("select count(*) from found").fetchall() == [(len(whole),)]
    lazy = pl.from_arrow(TEXTS).lazy()
    mapped = lazy.map_batches(
        lambda frame: pl.from_arrow(udf().table(frame.to_arrow(compat_level=pl.CompatLevel.oldest()))),
        schema=pl.from_arrow(udf().schema.empty_table()).schema,
    )
    assert mapped.collect().to_dicts() == whole

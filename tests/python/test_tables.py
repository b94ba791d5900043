"""Tables as Arrow, data frames and files; other people's packages are imported only when they are asked for."""

import subprocess
import sys

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import servanda as sv
from conftest import BRIEF, EXAMPLES

TABLES = ["documents", "entities", "commitments", "verdicts", "outcomes", "links", "repairs"]


@pytest.mark.parametrize("kind", TABLES)
def test_each_table_is_the_same_everywhere(examples, kind):
    table = getattr(examples, kind)
    columns = table.to_dict()
    assert len(table) and list(columns) == table.columns
    assert pa.table(table).to_pydict() == table.to_arrow().to_pydict() == columns
    assert pl.DataFrame(table).to_dict(as_series=False) == table.to_polars().to_dict(as_series=False) == columns
    assert pa.schema(table) == pa.table(table).schema
    frame = pd.DataFrame.from_arrow(table)
    assert frame.shape == table.to_pandas().shape == (len(table), len(columns))
    found = table  # noqa: F841, DuckDB finds it by its name
    assert duckdb.sql("select count(*) from found").fetchall() == [(len(table),)]


def test_types_do_not_depend_on_the_rows(brief):
    nothing = sv.assess(sv.read("Nothing here.", date="2009", id="x", publisher="p", country="c"))
    full = sv.assess(brief)
    for kind in TABLES:
        assert pa.schema(getattr(nothing, kind)) == pa.schema(getattr(full, kind))
        assert not {"null"} & {str(t) for t in pa.schema(getattr(nothing, kind)).types}


def test_errors_are_a_table():
    corpus = sv.read_many(["Fine.", b"%PDF-1.7", ("third", b"%PDF-1.7")])
    assert [error.index for error in corpus.errors] == [1, 2]
    frame = pl.DataFrame(corpus.errors)
    assert frame.columns == ["index", "source", "reason"] and frame["source"][1] == "third"
    assert len(pa.table(sv.read_many(["Fine."]).errors)) == 0


def test_items_of_the_new_tables(examples):
    assert examples.documents[0].id == EXAMPLES[0].name
    assert [str(v) for v in examples.verdicts] == examples.commitments["verdict"] == examples.verdicts["verdict"]
    assert isinstance(examples.verdicts[0], sv.Verdict)


def test_a_slice_is_a_stream_too(examples):
    part = examples.entities[5:25:2]
    assert pl.DataFrame(part)["quote"].to_list() == [entity.quote for entity in part]


def test_many_batches(examples):
    tokens = sv.read_many([BRIEF] * 120).tokens
    stream = pa.RecordBatchReader.from_stream(tokens)
    sizes = [batch.num_rows for batch in stream]
    assert sum(sizes) == len(tokens) and len(sizes) > 1


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_files_come_back_the_same(examples, tmp_path, ending):
    table = examples.commitments
    path = tmp_path / "new" / f"commitments.{ending}"
    table.save(path)
    frame = pl.DataFrame(table)
    read = {
        "csv": lambda: pl.read_csv(path, schema=frame.schema),
        "jsonl": lambda: pl.read_ndjson(path, schema=frame.schema),
        "parquet": lambda: pl.read_parquet(path),
    }[ending]()
    assert read.equals(frame)
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_other_endings_are_refused(examples, tmp_path):
    with pytest.raises(sv.Error, match="xlsx"):
        examples.commitments.save(tmp_path / "x.xlsx")
    with pytest.raises(OSError):
        examples.commitments.save("/proc/nowhere/x.csv")


def test_nothing_is_imported_unasked():
    code = (
        "import sys, servanda as sv\n"
        "report = sv.assess(sv.read('It promised reform by 2010. It did not happen.'))\n"
        "report.commitments.to_dict(), report.commitments.__arrow_c_stream__(), sv.arrow_udf\n"
        "print({m.split('.')[0] for m in sys.modules} & {'pandas', 'polars', 'pyarrow', 'duckdb', 'numpy'})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize("write", ["_pyarrow", "_polars", "_duckdb"])
def test_parquet_by_whichever_is_there(examples, tmp_path, write):
    from servanda import _frames

    getattr(_frames, write)(examples.commitments, str(tmp_path / "x.parquet"))
    assert pl.read_parquet(tmp_path / "x.parquet").equals(pl.DataFrame(examples.commitments))

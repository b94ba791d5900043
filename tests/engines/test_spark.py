"""Spark on this machine: partitioned Parquet in, rows of findings out, the same as without it."""

import os
import sys

import pyarrow as pa
import pytest
import servanda as sv
from pyarrow import parquet

pyspark = pytest.importorskip("pyspark")
pytestmark = pytest.mark.filterwarnings("ignore")

BRIEF = (
    "In May 2007 the government of Ruritania promised to abolish the licence fee for newspapers by the end of 2008. "
    "Parliament abolished the fee in March 2009. It also undertook not to close any radio station; two were shut down."
)
TEXTS = pa.table(
    {
        "id": [f"brief {i}" for i in range(60)],
        "text": [None if i % 20 == 7 else f"{BRIEF} Number {i}." for i in range(60)],
    }
)


@pytest.fixture(scope="module")
def frame(tmp_path_factory):
    from pyspark.sql import SparkSession

    folder = tmp_path_factory.mktemp("texts")
    for part in range(4):
        parquet.write_table(TEXTS.slice(part * 15, 15), folder / f"part-{part}.parquet")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    yield spark.read.parquet(str(folder))
    spark.stop()


@pytest.mark.parametrize("table", ["commitments", "links", "errors"])
def test_map_in_arrow(frame, table):
    from pyspark.sql.pandas.types import from_arrow_schema

    udf = sv.arrow_udf(table, as_of="2012")
    found = frame.mapInArrow(udf, from_arrow_schema(udf.schema))
    rows = sorted((row.asDict() for row in found.collect()), key=str)
    assert rows == sorted(udf.table(TEXTS).to_pylist(), key=str) and rows
    if table == "errors":
        assert [row["source"] for row in rows] == ["brief 27", "brief 47", "brief 7"]

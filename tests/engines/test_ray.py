"""Ray Data on this machine: the same rows as without it."""

import pyarrow as pa
import pytest
import servanda as sv

ray = pytest.importorskip("ray")
pytestmark = pytest.mark.filterwarnings("ignore")

BRIEF = (
    "In May 2007 the government of Ruritania promised to abolish the licence fee for newspapers by the end of 2008. "
    "Parliament abolished the fee in March 2009. It also undertook not to close any radio station; two were shut down."
)
TEXTS = pa.table(
    {
        "id": [f"brief {i}" for i in range(40)],
        "text": [None if i % 20 == 7 else f"{BRIEF} Number {i}." for i in range(40)],
    }
)


@pytest.fixture(scope="module", autouse=True)
def cluster():
    ray.init(num_cpus=2, include_dashboard=False, logging_level="ERROR")
    yield
    ray.shutdown()


@pytest.mark.parametrize("table", ["commitments", "errors"])
def test_map_batches(table):
    udf = sv.arrow_udf(table)
    found = ray.data.from_arrow(TEXTS).repartition(4).map_batches(udf.table, batch_format="pyarrow", batch_size=10)
    rows = sorted(found.take_all(), key=str)
    assert rows == sorted(udf.table(TEXTS).to_pylist(), key=str) and rows

"""The sample's rows with DuckDB: the same query, the same split. Arguments: sample folder, glob of flights, output folder."""
import sys
from pathlib import Path

import duckdb

sample, flights, out = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
db = duckdb.connect()
db.execute(f"CREATE VIEW flights AS SELECT * FROM read_csv('{sample}/{flights}')")
db.execute(f"CREATE VIEW weather AS SELECT * FROM read_csv('{sample}/data/weather.csv.gz')")
query = (sample / "prepare.sql").read_text().rstrip().rstrip(";")
db.execute(f"CREATE TABLE rows AS {query}")
last = "(SELECT max(time_hour) - INTERVAL 1 MONTH FROM rows)"
for name, condition in (("train", f"time_hour <= {last}"), ("holdout", f"time_hour > {last}")):
    db.execute(f"COPY (SELECT * FROM rows WHERE {condition} ORDER BY ALL) TO '{out}/{name}.parquet' (COMPRESSION zstd)")

"""Runs one SELECT over the sources of a plan and leaves its rows as Parquet files.

The job's argument --retrain-plan is the address of a JSON file: {"sources": {name: [addresses]}, "partitions": {name: [columns]}, "sql": ..., "output": address}.
Files of a source are of one format; columns of partitions are in their addresses, as year=2013/. The settings are those that make Spark's SQL nearest to DuckDB's.
"""

import json
import sys

from pyspark.sql import SparkSession
from pyspark.sql.types import LongType, NullType, StringType, StructType

SETTINGS = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.sql.runSQLOnFiles": "false",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
}

TIME = "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}[ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?"

# The first type that all values of a column have is the column's; the words are those of files, not all that a cast would take.
TYPES = [
    ("BOOLEAN", "(?i)^(true|false)$"),
    ("BIGINT", "^[+-]?[0-9]+$"),
    ("DOUBLE", "(?i)^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)(e[+-]?[0-9]+)?$|^[+-]?(inf|infinity|nan)$"),
    ("DATE", "^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}$"),
    ("TIMESTAMP_NTZ", f"^{TIME}$"),
    ("TIMESTAMP_LTZ", f"^{TIME} ?(Z|[+-][0-9]{{2}}(:?[0-9]{{2}})?)$"),
]


def argument(name):
    return sys.argv[sys.argv.index(name) + 1]


def quoted(name):
    return "`" + name.replace("`", "``") + "`"


def first_line(spark, file):
    lines = spark.read.text(file).where("trim(value) <> ''").head(1)
    return lines[0][0].lstrip("\ufeff") if lines else ""


def decoded(value):
    return f"url_decode(replace({value}, '+', '%2B'))"


def told(column):
    """The value of a partition's column, from the address of the file that a row is of."""
    value = f"regexp_extract(_metadata.file_path, '/{column}=([^/]*)/', 1)"
    # Hive escapes a value, and Spark the address.
    return f"nullif({decoded(decoded(value))}, '__HIVE_DEFAULT_PARTITION__') AS {quoted(column)}"


def selected(rows, columns, partitions):
    """The columns, and those of the partitions, which are in no file or are there once more."""
    kept = [expression for name, expression in columns if name not in partitions]
    return rows.selectExpr(*kept, *[told(column) for column in partitions])


def typed(rows):
    """Columns of texts as expressions of the type that all of their values have; an empty value is missing."""
    checks = []
    for at, column in enumerate(rows.columns):
        value = f"nullif({quoted(column)}, '')"
        checks.append(f"count({value}) AS n{at}")
        for number, (name, shape) in enumerate(TYPES):
            checks.append(
                f"count_if({value} IS NOT NULL AND NOT ({value} rlike '{shape}'"
                f" AND try_cast({value} AS {name}) IS NOT NULL)) AS n{at}_{number}"
            )
    found = rows.selectExpr(*checks).head()
    columns = []
    for at, column in enumerate(rows.columns):
        fits = [name for number, (name, _) in enumerate(TYPES) if found[f"n{at}_{number}"] == 0]
        kind = fits[0] if fits and found[f"n{at}"] > 0 else "STRING"
        columns.append((column, f"CAST(nullif({quoted(column)}, '') AS {kind}) AS {quoted(column)}"))
    return columns


def csv(spark, files):
    head = first_line(spark, files[0])
    reader = (
        spark.read.option("header", True)
        .option("sep", max(",;\t|", key=head.count))
        .option("quote", '"')
        .option("escape", '"')
        .option("multiLine", True)
        .option("maxCharsPerColumn", -1)
        .option("mode", "FAILFAST")
    )
    texts = StructType()
    for name in reader.csv(files[0]).columns:
        texts = texts.add(name, StringType())
    # Spark goes by a column's place: a file whose first line is another one is refused.
    return reader.option("enforceSchema", False).schema(texts).csv(files)


def source(spark, files, partitions):
    name = files[0].lower()
    if name.endswith((".csv", ".csv.gz")):
        rows = csv(spark, files)
        return selected(rows, typed(rows), partitions)
    if name.endswith(".parquet"):
        rows = spark.read.option("mergeSchema", True).option("recursiveFileLookup", True).parquet(*files)
    else:
        array = first_line(spark, files[0]).lstrip().startswith("[")
        rows = spark.read.option("mode", "FAILFAST").option("multiLine", array).json(files)
    return selected(rows, [(column, quoted(column)) for column in rows.columns], partitions)


def prepared(spark, sql):
    rows = spark.sql(sql)
    if not rows._jdf.queryExecution().analyzed().deterministic():
        raise ValueError("the query calls a function that gives another value every time")
    for field in rows.schema.fields:
        if isinstance(field.dataType, NullType):
            raise ValueError(f"column '{field.name}' is NULL, which is no number, text or time: leave it out or cast it")
    return rows


def main():
    spark = SparkSession.builder.getOrCreate()
    for name, value in SETTINGS.items():
        spark.conf.set(name, value)
    plan = json.loads(spark.read.text(argument("--retrain-plan"), wholetext=True).head()[0])
    for name, files in plan["sources"].items():
        source(spark, files, plan["partitions"].get(name, [])).createOrReplaceTempView(name)
    # The day of the week has a name of its own in each of both; this is DuckDB's.
    spark.udf.register("isodow", lambda day: None if day is None else day.isoweekday(), LongType())
    rows = prepared(spark, plan["sql"])
    rows.write.mode("overwrite").option("compression", "zstd").parquet(plan["output"])


if __name__ == "__main__":
    main()

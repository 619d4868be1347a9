"""The script that one would write with DuckDB: bring both sides to one form, join, compare."""

import sys
from pathlib import Path

import duckdb

from benchmarks.reconcile.subjects import BOOK, EXPORT, FIELDS, HEADERS, found_path

FORMS = {
    "holder_id": "upper(regexp_replace({0}, '[^0-9A-Za-z]', '', 'g'))",
    "holder_name": "translate(lower(trim({0})), 'áéíóú', 'aeiou')",
    "birth_date": r"regexp_replace({0}, '^(\d{{2}}).(\d{{2}}).(\d{{4}})$', '\3-\2-\1')",
    "activation": r"regexp_replace({0}, '^(\d{{2}}).(\d{{2}}).(\d{{4}})$', '\3-\2-\1')",
    "email": "coalesce(lower({0}), '')",
    "line": "right(regexp_replace({0}, '[^0-9]', '', 'g'), 9)",
    "plan": "trim({0})",
    "address": "{0}",
    "monthly_fee": "cast(case when contains({0}, ',') then replace(replace(regexp_replace({0}, '[^0-9,.]', '', 'g'), "
    "'.', ''), ',', '.') else regexp_replace({0}, '[^0-9.]', '', 'g') end as double)",
    "iban": "replace({0}, ' ', '')",
}


def open_sides(folder: Path) -> duckdb.DuckDBPyConnection:
    """A database with the tables `there` and `here`, both in one form."""
    base = duckdb.connect()
    headers = {field: header for header, field in HEADERS.items()}
    columns = ", ".join(f"'{header}': 'VARCHAR'" for header in HEADERS)
    csv = f"read_csv('{folder / EXPORT}', delim=';', header=true, columns={{{columns}}}, parallel=false)"
    quoted = {name: f'"{headers[name]}"' for name in FIELDS}
    there = ", ".join(f"{FORMS[name].format(quoted[name])} as {name}" for name in FIELDS)
    here = ", ".join(f"{FORMS[name].format(name)} as {name}" for name in FIELDS)
    base.execute(
        f'create table there as select trim("{headers["order"]}") as number, {there}, '
        f"row_number() over () + 1 as row from {csv}"
    )
    base.execute(
        f'create table here as select trim("order") as number, {here}, file_row_number + 1 as row '
        f"from read_parquet('{folder / BOOK}', file_row_number=true)"
    )
    base.execute(
        "create table twice as select number from there group by number having count(*) > 1 "
        "union select number from here group by number having count(*) > 1"
    )
    return base


PAIRS = f"""
    select
        case when t.row is null then 'missing' when h.row is null then 'unknown' else 'differs' end as kind,
        t.row as row_there, h.row as row_here,
        list_filter([{", ".join(f"case when t.{name} is distinct from h.{name} then '{name}' end" for name in FIELDS)}],
            lambda x : x is not null) as fields
    from (from there anti join twice using (number)) t full join (from here anti join twice using (number)) h
        on t.number = h.number
    where t.row is null or h.row is null
        or {" or ".join(f"t.{name} is distinct from h.{name}" for name in FIELDS)}
"""
DOUBLES = """
    union all select 'twice', row, null, [] from there semi join twice using (number)
    union all select 'twice', null, row, [] from here semi join twice using (number)
"""


def main(folder: Path) -> None:
    """Reconcile."""
    base = open_sides(folder)
    base.execute(f"copy ({PAIRS} {DOUBLES}) to '{found_path(folder, 'duckdb')}' (format parquet)")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

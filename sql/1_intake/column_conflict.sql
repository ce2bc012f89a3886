-- One row per record of a Parquet file in which two spellings of a column are both filled and say different things.
-- Basis: promise 2: which of the two holds is never guessed. Reads: staged (the file, typed column by column), reject.
with

column_conflict as (
    select
        staged._record as record,
        staged._line as line,
        'E-COL-CONFLICT' as code,
        staged._conflict as column_name,
        cast(null as varchar) as row_key,
    from staged
    anti join reject on reject.record = staged._record
    where staged._conflict is not null
)

select * from column_conflict

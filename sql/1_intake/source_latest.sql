-- One row per source of a database that has been read: by which column, how far, and on what day last.
-- Basis: RELIABILITY R34: what was loaded is not loaded again. Reads: intake.source_mark, intake.load_batch.
with

numbered as (
    select
        source_mark.source,
        source_mark.column_name,
        source_mark.reached,
        load_batch.loaded_on,
        row_number() over (partition by source_mark.source order by source_mark.batch_id desc) as age,
    from intake.source_mark as source_mark
    join intake.load_batch as load_batch using (batch_id)
),

source_latest as (
    select
        source,
        column_name,
        reached,
        loaded_on,
    from numbered
    where age = 1
)

select * from source_latest
order by source

-- One row per reason for which rows of a load batch do not count now, most frequent first.
-- Basis: promise 2: counts in = accepted + rejected. Reads: intake.rejected, set_aside. Parameters: $batch_id.
with

refused as (
    select code from intake.rejected where batch_id = $batch_id
    union all
    select code from set_aside where batch_id = $batch_id
),

batch_reason as (
    select
        code,
        count(*) as row_count,
    from refused
    group by code
    order by row_count desc, code
)

select * from batch_reason

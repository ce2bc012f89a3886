-- One row per reason for which rows of a load batch do not count now, most frequent first; what is set aside is told by its code alone.
-- Basis: promise 2: counts in = accepted + rejected. Reads: intake.rejected, set_aside. Parameters: $batch_id.
with

refused as (
    select code, reason from intake.rejected where batch_id = $batch_id
    union all
    select code, cast(null as varchar) as reason from set_aside where batch_id = $batch_id
),

batch_reason as (
    select
        code,
        reason,
        count(*) as row_count,
    from refused
    group by code, reason
    order by row_count desc, code, reason
)

select * from batch_reason

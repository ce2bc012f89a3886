-- One row per kind of file and reason: how many records were not taken in or are set aside, and how many of them are not mended yet.
-- Basis: promise 2: a row that cannot be used is kept with its reason. Reads: intake.rejected, intake.load_batch, set_aside, warehouse.settlement.
with

refused as (
    select batch_id, code, reason, row_key from intake.rejected
    union all
    select batch_id, code, null, null from set_aside
),

mended as (
    select distinct settlement.setl_id
    from warehouse.settlement as settlement
    semi join refused on refused.row_key = settlement.setl_id
),

rejected_count as (
    select
        load_batch.kind,
        refused.code,
        coalesce(min(refused.reason), '') as reason,
        count(*) as row_count,
        count(*) filter (mended.setl_id is null) as open_count,
    from refused
    join intake.load_batch as load_batch using (batch_id)
    left join mended on mended.setl_id = refused.row_key
    group by load_batch.kind, refused.code
)

select * from rejected_count
order by kind, open_count desc, row_count desc, code

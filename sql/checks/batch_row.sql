-- @check 载入批次的行数与仓库里的行数不符
-- @when full
-- One row per load batch of which the warehouse holds more or fewer rows than its counts say.
-- Basis: promise 2: counts in = accepted + rejected + duplicate; what is set aside is stored, and counted as rejected.
-- Reads: intake.load_batch, intake.rejected, warehouse.settlement, warehouse.person_row, warehouse.identity_row, warehouse.household_row,
-- warehouse.region_row, warehouse.referral_row, warehouse.chronic_row, warehouse.renumbered_row,
-- warehouse.receipt_row.
with

stored as (
    select row_id // 4294967296 as batch_id, count(*) as row_count from warehouse.settlement group by all
    union all
    select row_id // 4294967296 as batch_id, count(*) as row_count from warehouse.person_row group by all
    union all
    select row_id // 4294967296 as batch_id, count(*) as row_count from warehouse.identity_row group by all
    union all
    select row_id // 4294967296 as batch_id, count(*) as row_count from warehouse.household_row group by all
    union all
    select row_id // 4294967296 as batch_id, count(*) as row_count from warehouse.region_row group by all
    union all
    select row_id // 4294967296 as batch_id, count(*) as row_count from warehouse.referral_row group by all
    union all
    select row_id // 4294967296 as batch_id, count(*) as row_count from warehouse.chronic_row group by all
    union all
    select row_id // 4294967296 as batch_id, count(*) as row_count from warehouse.renumbered_row group by all
    union all
    select row_id // 4294967296 as batch_id, count(*) as row_count from warehouse.receipt_row group by all
),

refused as (
    select
        batch_id,
        count(*) as row_count,
    from intake.rejected
    group by batch_id
),

batch_row as (
    select coalesce(load_batch.batch_id, stored.batch_id) as batch_id
    from intake.load_batch as load_batch
    full join stored on stored.batch_id = load_batch.batch_id
    left join refused on refused.batch_id = load_batch.batch_id
    where load_batch.batch_id is null
        or coalesce(stored.row_count, 0) + coalesce(refused.row_count, 0) + load_batch.duplicate <> load_batch.records
)

select * from batch_row

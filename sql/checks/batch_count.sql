-- @check 载入批次的记录数对不上：读入 ≠ 接收 + 拒收 + 重复
-- @when month full
-- One row per load batch whose records do not add up, or that keeps more refused rows than it counts.
-- Basis: promise 2, no person is lost. Reads: intake.load_batch, intake.rejected.
with

kept as (
    select
        batch_id,
        count(*) as row_count,
    from intake.rejected
    group by batch_id
),

batch_count as (
    select load_batch.batch_id
    from intake.load_batch as load_batch
    left join kept using (batch_id)
    where load_batch.records <> load_batch.accepted + load_batch.rejected + load_batch.duplicate
        or coalesce(kept.row_count, 0) > load_batch.rejected
)

select * from batch_count

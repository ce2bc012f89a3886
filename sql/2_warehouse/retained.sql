-- One row per load batch and month of its settlements (null without any), with how many refused rows still carry their text.
-- Basis: promise 6; 个人信息保护法 art. 19 and 47. Reads: intake.load_batch, intake.rejected, warehouse.settlement.
with

settled as (
    select distinct row_id // 4294967296 as batch_id, setl_month from warehouse.settlement
),

worded as (
    select batch_id, count(*) as row_count
    from intake.rejected
    where raw <> ''
    group by batch_id
),

retained as (
    select
        load_batch.batch_id,
        load_batch.sha256,
        load_batch.loaded_on,
        settled.setl_month,
        coalesce(worded.row_count, 0) as worded,
    from intake.load_batch as load_batch
    left join settled using (batch_id)
    left join worded using (batch_id)
)

select * from retained
order by batch_id, setl_month

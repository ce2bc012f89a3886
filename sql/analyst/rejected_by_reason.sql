-- 拒收的记录按原因和数据种类各有多少条，还有多少没有处理。
-- 怎么看：“待处理”是至今没有改正后重新载入的；同一原因成批出现，多半是导出设置的问题，找数据提供方一次改好。
with

rejected_by_reason as (
    select
        load_batch.kind as 种类,
        rejected.code as 代码,
        rejected.reason as 原因,
        count(*) as 条数,
        count(*) filter (rejected.state = 'open') as 待处理,
        max(load_batch.loaded_on) as 最近一次,
    from rejected
    join load_batch using (batch_id)
    group by load_batch.kind, rejected.code, rejected.reason
)

select * from rejected_by_reason
order by 条数 desc, 种类, 代码

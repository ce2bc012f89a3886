-- @table rejected 拒收记录 每条没有计入的记录
-- @column batch_id 载入批次 见 load_batch 表
-- @column record 记录号 文件中第几条记录
-- @column line 物理行 文件中第几行
-- @column column_name 列 有问题的列
-- @column code 代码 固定的原因代码
-- @column reason 原因 中文原因
-- @column state 处理 open 待处理、mended 同一结算已另行载入
-- One row per record that was rejected, conflicts with another, or is a refund waiting for its settlement; no content of the row.
-- Basis: promise 2. Reads: intake.rejected, set_aside, reject_reason, warehouse.settlement.
with

refused as (
    select batch_id, record, line, column_name, code, reason, row_key from intake.rejected
    union all
    select set_aside.batch_id, set_aside.record, set_aside.line, set_aside.column_name, set_aside.code, reject_reason.reason, null
    from set_aside
    join reject_reason using (code)
),

mended as (
    select distinct settlement.setl_id
    from warehouse.settlement as settlement
    semi join refused on refused.row_key = settlement.setl_id
),

published as (
    select
        refused.batch_id,
        refused.record,
        refused.line,
        refused.column_name,
        refused.code,
        refused.reason,
        case when mended.setl_id is null then 'open' else 'mended' end as state,
    from refused
    left join mended on mended.setl_id = refused.row_key
)

select * from published

-- @table rejected 拒收记录 每条没有计入的记录
-- @column batch_id 载入批次 见 load_batch 表
-- @column record 记录号 文件中第几条记录
-- @column line 物理行 文件中第几行
-- @column column_name 列 有问题的列
-- @column code 代码 固定的原因代码
-- @column reason 原因 中文原因
-- @column state 处理 open 待处理、mended 已改正后另行载入（同一结算，或同一单位对名单同一行的回执）
-- One row per record that was rejected, conflicts with another, or is a refund waiting for its settlement; no content of the row.
-- Basis: promise 2. Reads: refused, reject_reason.
with

published as (
    select
        refused.batch_id,
        refused.record,
        refused.line,
        refused.column_name,
        refused.code,
        coalesce(refused.reason, reject_reason.reason) as reason,
        case when refused.is_mended then 'mended' else 'open' end as state,
    from refused
    left join reject_reason using (code)
)

select * from published

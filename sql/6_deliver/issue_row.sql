-- @table issue_row 名单明细 每份名单的每一行
-- @column issue_id 名单编号 见 issue 表
-- @column row_no 行号 名单内的行号
-- @column person_key 人员代码 由密钥算出的人员代码
-- @column rule 规则 规则代号
-- @column measure 口径 self_pay 合规自付、burden 个人负担
-- @column amount 金额 出具时的累计金额，元
-- @column threshold 预警线 元
-- @column status 状态 出具时的状态
-- @column early_watch 预警观察 真：不在正式名单上
-- @column county 县区 出具时所在县区
-- @column township 乡镇 出具时所在乡镇；空为待核
-- One row per row of an issued list. Basis: promise 4. Reads: lists.issue_row, deliver.person_key.
with

published as (
    select
        issue_row.issue_id,
        issue_row.row_no,
        person_key.person_key,
        issue_row.rule,
        issue_row.measure,
        issue_row.amount,
        issue_row.threshold,
        issue_row.status,
        issue_row.early_watch,
        nullif(json_extract_string(issue_row.frozen, '$.county'), '') as county,
        nullif(json_extract_string(issue_row.frozen, '$.township'), '') as township,
    from lists.issue_row as issue_row
    join deliver.person_key as person_key using (person_id)
)

select * from published

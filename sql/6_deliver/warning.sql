-- @table warning 预警 每人每规则每月一行
-- @column place 统筹区 统筹区代号
-- @column rule 规则 规则代号，见 rule 表
-- @column person_key 人员代码 由密钥算出的人员代码
-- @column month 月份 筛查月份，如 2023-03
-- @column measure 口径 self_pay 合规自付、burden 个人负担
-- @column amount 金额 年内累计到月底，元
-- @column threshold 预警线 元
-- @column over_by 超出 金额 − 预警线，元；未超为负
-- @column first_month 首次超线月份 年内首次超线的月份
-- @column status 状态 new 新增、continuing 持续、escalated 升级、corrected 更正、gone 退出
-- @column early_watch 预警观察 真：未超线，不在正式名单上
-- @column early_reason 观察原因 列入预警观察的原因
-- @column previous_amount 上次金额 上次名单上的金额，元
-- @column correction_cause 更正原因 与上次名单不同的原因
-- One row per person and rule on a month's list, its early watch, or withdrawn from the last list.
-- Basis: 000 二(六), 003 art. 14–17. Reads: screen.warning, deliver.person_key. Parameters: $place.
with

published as (
    select
        cast($place as varchar) as place,
        warning.rule,
        person_key.person_key,
        format('{:04d}-{:02d}', warning.month // 100, warning.month % 100) as month,
        warning.measure,
        warning.amount,
        warning.threshold,
        warning.over_by,
        format('{:04d}-{:02d}', warning.first_month // 100, warning.first_month % 100) as first_month,
        warning.status,
        warning.early_watch,
        warning.early_reason,
        warning.previous_amount,
        warning.correction_cause,
    from screen.warning as warning
    join deliver.person_key as person_key using (person_id)
)

select * from published

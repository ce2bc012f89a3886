-- @table rule 预警规则 每条规则的每个生效期一行
-- @column place 统筹区 统筹区代号
-- @column rule 规则 规则代号
-- @column name 名称 规则名称
-- @column measure 口径 self_pay 合规自付、burden 个人负担
-- @column operator 比较 > 或 >=
-- @column threshold 预警线 元
-- @column time_window 期间 calendar_year 自然年度累计
-- @column kinds 就医类别 计入的就医类别
-- @column identities 身份范围 规则覆盖的身份；空为其他全部参保人员
-- @column insurance 险种范围 空为不限
-- @column from_date 生效日期 规则或预警线的生效日期
-- @column article 条款 文件中的条款
-- @column quote 原文 条款原文
-- @column document 文件 文件名称和文号
-- One row per warning rule as in force at the latest computed month. Basis: the pack. Reads: pack_rule.
with

published as (
    select place, rule, name, measure, operator, threshold, time_window, kinds, identities, insurance, from_date, article, quote, document
    from pack_rule
)

select * from published

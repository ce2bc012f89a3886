-- @table policy_value 政策数值 政策包中的每个有日期的数值
-- @column place 统筹区 统筹区代号
-- @column id 代号 数值代号
-- @column name 名称 数值名称
-- @column layer 所属 所属待遇或事项
-- @column value 数值 空为文件没有规定、由经办机构设定
-- @column unit 单位 yuan 元、rate 比例等
-- @column from_date 起 生效日期
-- @column to_date 止 失效日期；空为至今
-- @column article 条款 文件中的条款
-- @column quote 原文 条款原文
-- @column document 文件 文件名称和文号
-- @column interpretation 理解 文件有歧义时的取法
-- One row per dated value of the place's pack. Basis: promise 1. Reads: pack_value.
with

published as (
    select place, id, name, layer, value, unit, from_date, to_date, article, quote, document, interpretation
    from pack_value
)

select * from published

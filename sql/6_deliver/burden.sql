-- @table burden 累计负担 每人每月一行：本人情况有变化的月份，累计到该月底
-- @column place 统筹区 统筹区代号
-- @column person_key 人员代码 由密钥算出的人员代码，不能还原为身份证号
-- @column year 年度 结算时间所在自然年
-- @column month 月份 累计到哪个月底，如 2023-03
-- @column in_scope 符合范围金额 基本医保政策范围内费用，元
-- @column basic 基本医保支付 统筹基金支出，元
-- @column catastrophic 大病保险支付 居民大病保险与职工大额补助之和，元
-- @column assistance 医疗救助支付 医疗救助基金支出，元
-- @column other_funds 其他基金支付 公务员补助、补充保险、伤残人员、其他基金之和，元
-- @column self_pay 合规自付 每笔取 max(0, 符合范围金额 − 各项基金支付) 后累计，元
-- @column own_expense 自费 全自费与超限价之和，元
-- @column preself 先行自付 乙类先行自付，元
-- @column burden 个人负担 个人账户与现金之和，元
-- @column total_cost 医疗费总额 总费用，元
-- @column hospital 医院负担 医院负担部分，元
-- @column settlements 结算笔数 计入的结算笔数
-- @column clamped 保底笔数 基金支付超过范围内费用、合规自付按 0 计的笔数
-- @column insurance 险种 resident 居民、employee 职工、other 其他、unknown 不明；按最近一笔结算
-- @column identity 身份类别 月底所持身份中最高的一种
-- @column county 县区 月底所在县区
-- @column township 乡镇 月底所在乡镇；空为未落实
-- @column county_code 县区代码 十二位区划代码
-- @column township_code 乡镇代码 十二位区划代码
-- One row per person and month in which something of the person's changed; figures to the end of that month; only counted kinds of care.
-- Basis: POLICY section 2. Reads: settle.burden, deliver.person_key, region. Parameters: $place; $since, the last settling that the copy already has.
with

published as (
    select
        cast($place as varchar) as place,
        person_key.person_key,
        burden.year,
        format('{:04d}-{:02d}', burden.year, burden.month) as month,
        burden.in_scope,
        burden.basic,
        burden.catastrophic,
        burden.assistance,
        burden.other_funds,
        burden.self_pay,
        burden.own_expense,
        burden.preself,
        burden.burden,
        burden.medfee as total_cost,
        burden.hospital,
        burden.settlements,
        burden.clamped,
        burden.insurance,
        burden.identity,
        county.name as county,
        township.name as township,
        burden.county_code,
        burden.township_code,
    from settle.burden as burden
    join deliver.person_key as person_key using (person_id)
    left join region as county on county.code = burden.county_code
    left join region as township on township.code = burden.township_code
    where burden.run > $since
)

select * from published

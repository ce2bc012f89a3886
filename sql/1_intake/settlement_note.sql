-- One row per thing that the operator should know of the file although nothing is wrong with it.
-- Basis: POLICY section 2: the place of treatment missing counts as here, and is counted; clamped rows are reported (保底报销).
-- Reads: warehouse.settlement, warehouse.standing. Parameters: $base, the row_id before the batch's first record; $division, the place's code.
with

batch as (
    select
        count(*) filter (insu_admdvs is not null and not starts_with(insu_admdvs, $division)) as elsewhere,
        count(*) filter (fix_blng_admdvs is null) as without_hospital_place,
        count(*) filter (inscp_amt < fund_pay_sumamt and medfee_sumamt >= 0) as clamped,
        count(*) filter (not is_valid) as invalid,
        count(*) filter (medfee_sumamt < 0 and init_setl_id is null and standing.row_id is null) as unnamed_negative,
    from warehouse.settlement as stored
    left join warehouse.standing as standing using (row_id)
    where row_id > $base
),

settlement_note as (
    select '参保地不在本统筹区 ' || elsewhere || ' 条：保留；此人不在本地名册上时不计入' as note from batch where elsewhere > 0
    union all
    select '没有就医地 ' || without_hospital_place || ' 条：按本地就医' as note from batch where without_hospital_place > 0
    union all
    select '基金支付超过范围内费用（保底报销） ' || clamped || ' 条：合规自付按 0 计' as note from batch where clamped > 0
    union all
    select '有效标志为 0 的 ' || invalid || ' 条：保留，不计入' as note from batch where invalid > 0
    union all
    select '没有指明原结算的负数记录 ' || unnamed_negative || ' 条：在其所在月冲减' as note from batch where unnamed_negative > 0
)

select * from settlement_note
order by note

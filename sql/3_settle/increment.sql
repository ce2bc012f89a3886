-- One row per person and month with counted settlements: what the month added.
-- Basis: POLICY section 2, measures. 合规自付 self_pay = max(0, in scope − all funds) per settlement (保底报销 makes it negative: counted as clamped);
-- a negative record that names no other reduces the sums where it stands; 自费 own_expense = wholly own-expense + over-limit; 个人负担 burden = account + cash.
-- The insurance and the area of the month's latest settlement ride in the last digits of its time: max(second · 100000 + code).
-- A supplementary insurance (公务员补助、大额补助 …) is no insurance to be judged by.
-- Reads: counted, insurance.
with

increment as (
    select
        person_id,
        month,
        cast(sum(inscp_amt) as decimal(16,2)) as in_scope,
        cast(sum(hifp_pay) as decimal(16,2)) as basic,
        cast(sum(hifmi_pay + hifob_pay) as decimal(16,2)) as catastrophic,
        cast(sum(maf_pay) as decimal(16,2)) as assistance,
        cast(sum(fund_pay_sumamt) as decimal(16,2)) as funds,
        cast(sum(ownpay_hosp_part) as decimal(16,2)) as hospital,
        cast(sum(self_pay) as decimal(16,2)) as self_pay,
        cast(sum(fulamt_ownpay_amt + overlmt_selfpay) as decimal(16,2)) as own_expense,
        cast(sum(preselfpay_amt) as decimal(16,2)) as preself,
        cast(sum(psn_pay) as decimal(16,2)) as burden,
        cast(count(*) as integer) as settlements,
        cast(count(*) filter (medfee_sumamt >= 0 and inscp_amt < fund_pay_sumamt) as integer) as clamped,
        cast(max(case when insurance.insurance <> 'other' then epoch_ms(setl_time) // 1000 * 100000 + try_cast(insutype as integer) end) % 100000 as integer) as insutype,
        cast(max(epoch_ms(setl_time) // 1000 * 1000000 + try_cast(left(insu_admdvs, 6) as integer)) % 1000000 as integer) as insu_admdvs,
    from counted
    left join insurance on insurance.code = counted.insutype
    group by person_id, month
)

select * from increment

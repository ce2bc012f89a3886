-- One row per person and month with counted settlements: what the month added.
-- Basis: POLICY section 2, measures. 合规自付 self_pay = max(0, in scope − all funds) per settlement (保底报销 makes it negative: counted as clamped);
-- a negative record that names no other reduces the sums where it stands; 自费 own_expense = wholly own-expense + over-limit; 个人负担 burden = account + cash.
-- Reads: counted.
with

increment as (
    select
        person_id,
        month,
        sum(medfee_sumamt) as medfee,
        sum(inscp_amt) as in_scope,
        sum(hifp_pay) as basic,
        sum(hifmi_pay + hifob_pay) as catastrophic,
        sum(maf_pay) as assistance,
        sum(fund_pay_sumamt) as funds,
        sum(ownpay_hosp_part) as hospital,
        sum(case when medfee_sumamt >= 0 then greatest(inscp_amt - fund_pay_sumamt, 0) else least(inscp_amt - fund_pay_sumamt, 0) end) as self_pay,
        sum(fulamt_ownpay_amt + overlmt_selfpay) as own_expense,
        sum(preselfpay_amt) as preself,
        sum(psn_pay) as burden,
        count(*) as settlements,
        count(*) filter (medfee_sumamt >= 0 and inscp_amt < fund_pay_sumamt) as clamped,
        min(coalesce(insutype, '')) as insutype_low,
        max(coalesce(insutype, '')) as insutype_high,
        max(insu_admdvs) as insu_admdvs,
    from counted
    group by person_id, month
)

select * from increment

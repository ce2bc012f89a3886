-- One row per person and month with counted settlements: what the month added.
-- Basis: POLICY section 2, measures. 合规自付 self_pay = max(0, in scope − all funds) per settlement (保底报销 makes it negative: counted as clamped);
-- a negative record that names no other reduces the sums where it stands; 自费 own_expense = wholly own-expense + over-limit; 个人负担 burden = account + cash.
-- The insurance and the area are those of the month's latest settlement, by time, then by SETL_ID. They ride in the last digits of its second:
-- max(second · 100000 + code). Where settlements of the last second differ (the largest code is not the smallest), `told` looks at time and SETL_ID.
-- A supplementary insurance (公务员补助、大额补助 …) is no insurance to be judged by.
-- `eligible` is what the layer that accumulates everybody's cost adds up (in scope, not paid by basic insurance); `noted` counts what no
-- threshold decides: negative records, and settlements for which a layer has paid. Reads: counted, insurance.
-- Parameters: $everyone, the codes whose cost that layer adds up; $payers, the columns in which the layers are reported.
-- Example: S1 (390) and S2 (310) of one second: S2's 310 holds, though 390 is larger.
with

coded as (
    select
        counted.*,
        case
            when not list_contains($everyone, counted.med_type) then 0
            when counted.medfee_sumamt >= 0 then greatest(counted.inscp_amt - counted.hifp_pay, 0)
            else least(counted.inscp_amt - counted.hifp_pay, 0)
        end as left_by_basic,
        counted.medfee_sumamt < 0
        or (list_contains($payers, 'hifmi_pay') and counted.hifmi_pay <> 0)
        or (list_contains($payers, 'hifob_pay') and counted.hifob_pay <> 0)
        or (list_contains($payers, 'maf_pay') and counted.maf_pay <> 0)
        or (list_contains($payers, 'cvlserv_pay') and counted.cvlserv_pay <> 0)
        or (list_contains($payers, 'hifes_pay') and counted.hifes_pay <> 0)
        or (list_contains($payers, 'hifdm_pay') and counted.hifdm_pay <> 0)
        or (list_contains($payers, 'othfund_pay') and counted.othfund_pay <> 0)
        or (list_contains($payers, 'ownpay_hosp_part') and counted.ownpay_hosp_part <> 0) as is_noted,
        epoch_ms(counted.setl_time) // 1000 as second,
        case when insurance.insurance <> 'other' then try_cast(counted.insutype as integer) end as insured_as,
        try_cast(left(counted.insu_admdvs, 6) as integer) as insured_in,
    from counted
    left join insurance on insurance.code = counted.insutype
),

summed as (
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
        cast(sum(left_by_basic) as decimal(16,2)) as eligible,
        cast(count(*) filter (is_noted) as integer) as noted,
        max(second * 100000 + insured_as) % 100000 as largest_insured_as,
        99999 - max(second * 100000 + 99999 - insured_as) % 100000 as smallest_insured_as,
        max(second * 1000000 + insured_in) % 1000000 as largest_insured_in,
        999999 - max(second * 1000000 + 999999 - insured_in) % 1000000 as smallest_insured_in,
    from coded
    group by person_id, month
),

disagreeing as (
    select person_id, month
    from summed
    where largest_insured_as <> smallest_insured_as or largest_insured_in <> smallest_insured_in
),

told as (
    select coded.person_id, coded.month, coded.setl_time, coded.setl_id, coded.insured_as, coded.insured_in
    from coded
    semi join disagreeing using (person_id, month)
),

told_as as (
    select person_id, month, insured_as
    from told
    where insured_as is not null
    qualify row_number() over (partition by person_id, month order by setl_time desc, setl_id desc) = 1
),

told_in as (
    select person_id, month, insured_in
    from told
    where insured_in is not null
    qualify row_number() over (partition by person_id, month order by setl_time desc, setl_id desc) = 1
),

increment as (
    select
        summed.* exclude (largest_insured_as, smallest_insured_as, largest_insured_in, smallest_insured_in),
        cast(coalesce(told_as.insured_as, summed.largest_insured_as) as integer) as insutype,
        cast(coalesce(told_in.insured_in, summed.largest_insured_in) as integer) as insu_admdvs,
    from summed
    left join told_as using (person_id, month)
    left join told_in using (person_id, month)
)

select * from increment

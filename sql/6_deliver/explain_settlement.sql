-- One row per stored settlement of one person and year, in order: what each layer paid, whether it counts, and the sums so far.
-- Basis: promise 3; POLICY section 2, order of (settlement time, settlement id).
-- Reads: warehouse.settlement, warehouse.standing, warehouse.alias, med_type, counted_med_type, warehouse.person_row, warehouse.identity_row.
-- Parameters: $person_id, $year, $division.
with

number as (
    select cast($person_id as bigint) as person_id
    union
    select alias_id from warehouse.alias where person_id = $person_id
),

of_person as (
    select
        settlement.*,
        standing.standing,
        coalesce(standing.counts_at, settlement.setl_time) as counts_at,
    from warehouse.settlement as settlement
    left join warehouse.standing as standing using (row_id)
    where settlement.person_id in (select person_id from number)
),

taken_back as (
    select
        init_setl_id as setl_id,
        sum(medfee_sumamt) as medfee_sumamt,
        sum(inscp_amt) as inscp_amt,
        sum(hifp_pay) as hifp_pay,
        sum(hifmi_pay) as hifmi_pay,
        sum(hifob_pay) as hifob_pay,
        sum(maf_pay) as maf_pay,
        sum(fund_pay_sumamt) as fund_pay_sumamt,
        sum(ownpay_hosp_part) as ownpay_hosp_part,
        sum(fulamt_ownpay_amt) as fulamt_ownpay_amt,
        sum(overlmt_selfpay) as overlmt_selfpay,
        sum(preselfpay_amt) as preselfpay_amt,
        sum(psn_pay) as psn_pay,
    from of_person
    where standing = 'refund_part'
    group by init_setl_id
),

reduced as (
    select
        of_person.* replace (
            cast(of_person.medfee_sumamt + coalesce(taken_back.medfee_sumamt, 0) as decimal(16,2)) as medfee_sumamt,
            cast(of_person.inscp_amt + coalesce(taken_back.inscp_amt, 0) as decimal(16,2)) as inscp_amt,
            cast(of_person.hifp_pay + coalesce(taken_back.hifp_pay, 0) as decimal(16,2)) as hifp_pay,
            cast(of_person.hifmi_pay + coalesce(taken_back.hifmi_pay, 0) as decimal(16,2)) as hifmi_pay,
            cast(of_person.hifob_pay + coalesce(taken_back.hifob_pay, 0) as decimal(16,2)) as hifob_pay,
            cast(of_person.maf_pay + coalesce(taken_back.maf_pay, 0) as decimal(16,2)) as maf_pay,
            cast(of_person.fund_pay_sumamt + coalesce(taken_back.fund_pay_sumamt, 0) as decimal(16,2)) as fund_pay_sumamt,
            cast(of_person.ownpay_hosp_part + coalesce(taken_back.ownpay_hosp_part, 0) as decimal(16,2)) as ownpay_hosp_part,
            cast(of_person.fulamt_ownpay_amt + coalesce(taken_back.fulamt_ownpay_amt, 0) as decimal(16,2)) as fulamt_ownpay_amt,
            cast(of_person.overlmt_selfpay + coalesce(taken_back.overlmt_selfpay, 0) as decimal(16,2)) as overlmt_selfpay,
            cast(of_person.preselfpay_amt + coalesce(taken_back.preselfpay_amt, 0) as decimal(16,2)) as preselfpay_amt,
            cast(of_person.psn_pay + coalesce(taken_back.psn_pay, 0) as decimal(16,2)) as psn_pay
        ),
    from of_person
    left join taken_back on taken_back.setl_id = of_person.setl_id and of_person.standing is null
),

here as (
    select
        exists (select 1 from warehouse.person_row where person_id in (select person_id from number))
        or exists (select 1 from warehouse.identity_row where person_id in (select person_id from number)) as is_known_here
),

judged as (
    select
        reduced.*,
        med_type.care,
        case
            when standing in ('superseded', 'conflict', 'refunded', 'refund', 'refund_part', 'refund_pending', 'refund_excess', 'refund_mismatch') then standing
            when not is_valid then 'invalid'
            when med_type.code is null or reduced.med_type not in (select code from counted_med_type) then 'other_care'
            when insu_admdvs is not null and not starts_with(insu_admdvs, $division) and not is_known_here then 'elsewhere'
            else 'counted'
        end as use,
        case
            when medfee_sumamt >= 0 then greatest(inscp_amt - fund_pay_sumamt, 0)
            else least(inscp_amt - fund_pay_sumamt, 0)
        end as self_pay,
    from reduced
    cross join here
    left join med_type on med_type.code = reduced.med_type
    where year(counts_at) = $year
),

explain_settlement as (
    select
        setl_id,
        setl_time,
        month(counts_at) as month,
        med_type,
        care,
        use,
        insutype,
        medfee_sumamt as medfee,
        inscp_amt as in_scope,
        hifp_pay as basic,
        hifmi_pay + hifob_pay as catastrophic,
        maf_pay as assistance,
        fund_pay_sumamt - hifp_pay - hifmi_pay - hifob_pay - maf_pay as other_funds,
        ownpay_hosp_part as hospital,
        self_pay,
        fulamt_ownpay_amt + overlmt_selfpay as own_expense,
        preselfpay_amt as preself,
        psn_pay as burden,
        sum(case when use = 'counted' then self_pay else 0 end) over in_order as self_pay_so_far,
        sum(case when use = 'counted' then psn_pay else 0 end) over in_order as burden_so_far,
        row_id,
        row_id // 4294967296 as batch_id,
        row_id % 4294967296 as record,
    from judged
    window in_order as (order by counts_at, setl_id, row_id rows unbounded preceding)
)

select * from explain_settlement
order by setl_time, setl_id, batch_id, record

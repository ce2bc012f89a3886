-- One row per stored settlement of one person and year, in order: what each layer paid, whether it counts, and the sums so far.
-- Basis: promise 3; POLICY section 2, order of (settlement time, settlement id).
-- Reads: warehouse.settlement, warehouse.standing, warehouse.alias, med_type, counted_med_type, warehouse.person_row, warehouse.identity_row.
-- Parameters: $person_id, $year, $division.
with

of_person as (
    select
        settlement.*,
        standing.standing,
        coalesce(standing.counts_at, settlement.setl_time) as counts_at,
    from warehouse.settlement as settlement
    left join warehouse.standing as standing using (row_id)
    where settlement.person_id = $person_id or settlement.person_id in (select alias_id from warehouse.alias where person_id = $person_id)
),

here as (
    select
        exists (select 1 from warehouse.person_row where person_id = $person_id)
        or exists (select 1 from warehouse.identity_row where person_id = $person_id) as is_known_here
),

judged as (
    select
        of_person.*,
        med_type.care,
        case
            when standing in ('superseded', 'conflict', 'refunded', 'refund', 'refund_pending', 'refund_excess', 'refund_mismatch') then standing
            when not is_valid then 'invalid'
            when med_type.code is null or of_person.med_type not in (select code from counted_med_type) then 'other_care'
            when insu_admdvs is not null and not starts_with(insu_admdvs, $division) and not is_known_here then 'elsewhere'
            else 'counted'
        end as use,
        case
            when medfee_sumamt >= 0 then greatest(inscp_amt - fund_pay_sumamt, 0)
            else least(inscp_amt - fund_pay_sumamt, 0)
        end as self_pay,
    from of_person
    cross join here
    left join med_type on med_type.code = of_person.med_type
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
        row_id // 4294967296 as batch_id,
        row_id % 4294967296 as record,
    from judged
    window in_order as (order by counts_at, setl_id, row_id rows unbounded preceding)
)

select * from explain_settlement
order by setl_time, setl_id, batch_id, record

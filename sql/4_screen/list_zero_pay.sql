-- One row per settlement of the month for which a holder paid nothing; zero_both where the year's contribution was paid in full for the person too.
-- Basis: 004 四(二) (个人零缴费零自付). The amount is the cost, compared what the person paid.
-- Reads: counted, warehouse.identity_span, list_identity, strongest, premium_class. Parameters: $year, $month.
with

held as (
    select distinct
        span.person_id,
        span.begins,
        span.ends,
    from warehouse.identity_span as span
    join list_identity on list_identity.identity = span.identity and list_identity.list = 'zero_pay'
),

settled as (
    select
        counted.person_id,
        counted.setl_id,
        counted.medfee_sumamt,
        counted.inscp_amt,
        counted.psn_pay,
        counted.hifp_pay + counted.hifmi_pay + counted.hifob_pay + counted.maf_pay as paid,
        counted.setl_month,
    from counted
    where counted.setl_month = $year * 100 + $month and counted.medfee_sumamt > 0
        and exists (
            select 1
            from held
            where held.person_id = counted.person_id and cast(counted.setl_time as date) between held.begins and held.ends
        )
),

free as (
    select identity from premium_class where share = 1
),

list_zero_pay as (
    select
        'zero_pay' as list,
        settled.person_id,
        cast(null as varchar) as resdbook_no,
        settled.setl_id,
        strongest.identity,
        cast(null as varchar) as layer,
        settled.medfee_sumamt as amount,
        settled.psn_pay as compared,
        case when strongest.identity in (select identity from free) then 'zero_both' else 'zero_pay' end as reason,
    from settled
    left join strongest on strongest.person_id = settled.person_id
    where settled.psn_pay = 0
)

select * from list_zero_pay

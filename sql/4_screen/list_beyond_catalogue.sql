-- One row per settlement of the month for which insurance and assistance paid a holder more than the in-scope cost.
-- Basis: 004 四(二) (突破基本医保目录范围). The amount is what lies beyond, compared the in-scope cost.
-- Reads: counted, warehouse.identity_span, list_identity, strongest. Parameters: $year, $month.
with

held as (
    select distinct
        span.person_id,
        span.begins,
        span.ends,
    from warehouse.identity_span as span
    join list_identity on list_identity.identity = span.identity and list_identity.list = 'beyond_catalogue'
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

list_beyond_catalogue as (
    select
        'beyond_catalogue' as list,
        settled.person_id,
        cast(null as varchar) as resdbook_no,
        settled.setl_id,
        strongest.identity,
        cast(null as varchar) as layer,
        cast(settled.paid - settled.inscp_amt as decimal(16,2)) as amount,
        settled.inscp_amt as compared,
        'beyond_catalogue' as reason,
    from settled
    left join strongest on strongest.person_id = settled.person_id
    where settled.paid > settled.inscp_amt
)

select * from list_beyond_catalogue

-- One row per worklist of settlements and settlement of the month of a person who holds one of the list's identities on its day.
-- Basis: 004 四(二): what is looked for is looked for among those whom the policy helps. Reads: counted, warehouse.identity_span, list_identity.
-- Parameters: $year, $month.
with

held as (
    select distinct
        list_identity.list,
        span.person_id,
        span.begins,
        span.ends,
    from warehouse.identity_span as span
    join list_identity on list_identity.identity = span.identity and list_identity.list in ('beyond_catalogue', 'zero_pay')
),

held_settlement as (
    select distinct
        held.list,
        counted.row_id,
        counted.person_id,
        counted.setl_id,
        counted.medfee_sumamt,
        counted.inscp_amt,
        counted.psn_pay,
        counted.hifp_pay + counted.hifmi_pay + counted.hifob_pay + counted.maf_pay as paid,
    from counted
    join held on held.person_id = counted.person_id and cast(counted.setl_time as date) between held.begins and held.ends
    where counted.setl_month = $year * 100 + $month and counted.medfee_sumamt > 0
)

select * from held_settlement

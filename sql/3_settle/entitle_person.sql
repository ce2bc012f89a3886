-- One row per person whom a layer can reach and who moved in the months being settled, with what is known of the person before them.
-- Basis: DESIGN, How the money is computed: persons whom no layer can reach never enter the kernel. Whoever has been reached stays reached,
-- unless computed again from January: then what was reached before does not count.
-- Reachable: cost above the lowest deductible that is open to everybody, a payment of a layer or a negative record, or an identity with a scheme.
-- Reads: settle.burden, settle.entitlement_state, warehouse.identity_span, person_late, scheme_identity.
-- Parameters: $year; $from_month and $to_month, the months being settled; $least, the lowest deductible open to everybody, in yuan.
with

moved as (
    select person_id from settle.burden where year = $year and month between $from_month and $to_month and settlements > 0
    union
    select person_id from person_late
),

latest as (
    select
        burden.person_id,
        burden.eligible,
        burden.noted,
    from settle.burden as burden
    semi join moved using (person_id)
    where burden.year = $year and burden.month <= $to_month
    qualify row_number() over (partition by burden.person_id order by burden.month desc) = 1
),

holder as (
    select distinct span.person_id
    from warehouse.identity_span as span
    semi join scheme_identity using (identity)
    where span.begins <= last_day(make_date($year, 12, 1)) and span.ends >= make_date($year, 1, 1)
),

before as (
    select
        burden.person_id,
        burden.eligible,
    from settle.burden as burden
    semi join moved using (person_id)
    where burden.year = $year and burden.month < $from_month
    qualify row_number() over (partition by burden.person_id order by burden.month desc) = 1
),

entitle_person as (
    select
        latest.person_id,
        latest.person_id in (select person_id from person_late) as is_late,
        coalesce(before.eligible, 0) as eligible_before,
    from latest
    left join before using (person_id)
    where latest.eligible > $least
        or latest.noted > 0
        or latest.person_id in (select person_id from holder)
        or latest.person_id in (select person_id from settle.entitlement_state where year = $year)
        and latest.person_id not in (select person_id from person_late)
)

select * from entitle_person

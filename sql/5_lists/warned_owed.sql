-- One row per person on the month's list or early watch, layer, and whether it is given on application: entitled less reported, of the year.
-- Basis: POLICY section 2 (应享未享: entitled − reported, where positive, is help not yet received). The gap is below 0 where too much was paid.
-- Reads: screen.warning, settle.entitlement, application_scheme. Parameters: $month, six digits.
with

person as (
    select distinct person_id
    from screen.warning
    where month = $month
),

warned_owed as (
    select
        entitlement.person_id,
        entitlement.layer,
        application_scheme.scheme is not null as on_application,
        cast(sum(entitlement.entitled - entitlement.reported) as decimal(18,2)) as gap,
    from settle.entitlement as entitlement
    semi join person using (person_id)
    left join application_scheme on application_scheme.layer = entitlement.layer and application_scheme.scheme = entitlement.scheme
    where entitlement.year = $month // 100 and entitlement.month <= $month % 100
    group by entitlement.person_id, entitlement.layer, application_scheme.scheme is not null
)

select * from warned_owed
order by person_id, layer, on_application

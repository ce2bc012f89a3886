-- One row per person: the figures to date before the months being settled; nobody who is recomputed from January.
-- Basis: DESIGN, To date: a state per person and year, carried from month to month. Reads: settle.burden, person_late. Parameters: $year, $from_month.
with

latest as (
    select
        person_id,
        max(month) as month,
    from settle.burden
    where year = $year and month < $from_month
    group by person_id
),

opening as (
    select burden.*
    from settle.burden as burden
    semi join latest using (person_id, month)
    anti join person_late using (person_id)
    where burden.year = $year and burden.month < $from_month
)

select * from opening

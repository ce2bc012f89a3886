-- One row per person who moves in the months being settled: the figures to date before them; nobody who is recomputed from January.
-- Basis: DESIGN, To date: a state per person and year, carried from month to month; a month costs what changed.
-- Reads: settle.burden, increment, change_month, person_late. Parameters: $year, $from_month.
with

moving as (
    select person_id from increment
    union
    select person_id from change_month
),

latest as (
    select
        burden.person_id,
        max(burden.month) as month,
    from settle.burden as burden
    semi join moving using (person_id)
    anti join person_late using (person_id)
    where burden.year = $year and burden.month < $from_month
    group by burden.person_id
),

opening as (
    select burden.*
    from settle.burden as burden
    semi join latest using (person_id, month)
    where burden.year = $year and burden.month < $from_month
)

select * from opening

-- One row per settled year in which somebody with figures is joined to another number or parted from one: how many people.
-- Basis: R92: what is computed again is told. Reads: alias_new, warehouse.alias, settle.progress, warehouse.settlement.
with

changed as (
    (select alias_id, person_id from alias_new except select alias_id, person_id from warehouse.alias)
    union
    (select alias_id, person_id from warehouse.alias except select alias_id, person_id from alias_new)
),

number as (
    select alias_id as person_id, person_id as counted_as from changed
    union
    select person_id, person_id as counted_as from changed
),

renumbered_year as (
    select
        progress.year,
        count(distinct number.counted_as) as person_count,
    from number
    join warehouse.settlement as settlement using (person_id)
    join settle.progress as progress on progress.year = settlement.setl_month // 100 and progress.through_month >= settlement.setl_month % 100
    group by progress.year
)

select * from renumbered_year
order by year

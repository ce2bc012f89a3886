-- One row per person whom the roster shows insured twice on the month's last day: under two kinds of insurance, or in two areas.
-- Basis: 001 三.3 (防止重复参保). Reads: warehouse.person_row, warehouse.alias, warehouse.place, insurance, insured_word, strongest.
-- Parameters: $month_end.
with

active as (
    select
        coalesce(alias.person_id, person_row.person_id) as person_id,
        person_row.as_of,
        insurance.insurance,
        place.insu_admdvs,
    from warehouse.person_row as person_row
    join insurance on insurance.code = person_row.insutype and insurance.insurance in ('resident', 'employee')
    join warehouse.place as place using (place_id)
    left join insured_word on insured_word.word = person_row.psn_insu_stas
    left join warehouse.alias as alias on alias.alias_id = person_row.person_id
    where person_row.as_of <= $month_end
        and coalesce(person_row.psn_insu_date, $month_end) <= $month_end
        and (person_row.paus_insu_date > $month_end or person_row.paus_insu_date is null and coalesce(insured_word.state, 'insured') = 'insured')
),

twice as (
    select
        person_id,
        as_of,
        count(distinct insurance) as kind_count,
    from active
    group by person_id, as_of
    having count(distinct insurance) > 1 or count(distinct nullif(insu_admdvs, '')) > 1
),

-- A later roster on which the person is insured once has settled it.
latest as (
    select
        active.person_id,
        max(active.as_of) as as_of,
    from active
    semi join twice using (person_id)
    group by active.person_id
),

list_insured_twice as (
    select
        'insured_twice' as list,
        twice.person_id,
        cast(null as varchar) as resdbook_no,
        cast(null as varchar) as setl_id,
        strongest.identity,
        cast(null as varchar) as layer,
        cast(null as decimal(16,2)) as amount,
        cast(null as decimal(16,2)) as compared,
        case when twice.kind_count > 1 then 'two_kinds' else 'two_areas' end as reason,
    from twice
    join latest using (person_id, as_of)
    left join strongest on strongest.person_id = twice.person_id
)

select * from list_insured_twice

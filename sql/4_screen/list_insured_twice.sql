-- One row per person whom the roster shows insured twice on the month's last day: under two kinds of insurance, or in two areas.
-- Basis: 001 三.3 (防止重复参保). Reads: warehouse.person_row, warehouse.alias, warehouse.place, insurance, insured_word, strongest.
-- Parameters: $month_end.
with

-- The roster that speaks of the person on that day: the latest up to it, else the earliest after it.
spoken as (
    select
        person_row.* replace (coalesce(alias.person_id, person_row.person_id) as person_id),
    from warehouse.person_row as person_row
    left join warehouse.alias as alias on alias.alias_id = person_row.person_id
    qualify dense_rank() over (
        partition by coalesce(alias.person_id, person_row.person_id)
        order by person_row.as_of > $month_end, abs(person_row.as_of - cast($month_end as date))
    ) = 1
),

active as (
    select
        spoken.person_id,
        insurance.insurance,
        place.insu_admdvs,
    from spoken
    join insurance on insurance.code = spoken.insutype and insurance.insurance in ('resident', 'employee')
    join warehouse.place as place using (place_id)
    left join insured_word on insured_word.word = spoken.psn_insu_stas
    where coalesce(spoken.psn_insu_date, $month_end) <= $month_end
        and (spoken.paus_insu_date > $month_end or spoken.paus_insu_date is null and coalesce(insured_word.state, 'insured') = 'insured')
),

twice as (
    select
        person_id,
        count(distinct insurance) as kind_count,
    from active
    group by person_id
    having count(distinct insurance) > 1 or count(distinct nullif(insu_admdvs, '')) > 1
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
    left join strongest on strongest.person_id = twice.person_id
)

select * from list_insured_twice

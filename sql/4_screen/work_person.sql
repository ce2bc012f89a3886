-- One row per person looked at: whether insured on the month's last day and under what, place and household, by the roster of persons.
-- insured_state: insured, stopped, not_yet, died, moved, other (neither residents' nor employees' insurance), no_record.
-- Basis: 000 二(二) (参保状态比对), 001 三.3 (参保登记台账), R103: who died or moved away is flagged. A stop after the month's end is none yet.
-- Of several rows of a day the insured one speaks, then the one whose township is known.
-- Reads: warehouse.person_row, warehouse.alias, warehouse.household_row, settle.burden, work_member, insurance, insured_word, place_code.
-- Parameters: $year; $month_end.
with

numbers as (
    select person_id, person_id as number from work_member
    union
    select alias.person_id, alias.alias_id from warehouse.alias as alias semi join work_member using (person_id)
),

rostered as (
    select
        numbers.person_id,
        person_row.as_of,
        insurance.insurance,
        person_row.psn_insu_date,
        person_row.resdbook_no,
        person_row.psn_name,
        person_row.psn_no,
        person_row.insutype,
        place_code.county_code,
        place_code.township_code,
        place_code.place_rank,
        case
            when person_row.paus_insu_date > $month_end then 'insured'
            when insured_word.state in ('died', 'moved') then insured_word.state
            when person_row.paus_insu_date <= $month_end or insured_word.state = 'stopped' then 'stopped'
            when person_row.psn_insu_date > $month_end then 'not_yet'
            when insurance.insurance in ('resident', 'employee') then 'insured'
            else 'other'
        end as insured_state,
    from warehouse.person_row as person_row
    join numbers on numbers.number = person_row.person_id
    left join insurance on insurance.code = person_row.insutype
    left join insured_word on insured_word.word = person_row.psn_insu_stas
    left join place_code using (place_id)
),

chosen as (
    select *
    from rostered
    qualify row_number() over (
        partition by person_id
        order by
            as_of > $month_end,
            case when as_of <= $month_end then $month_end - as_of else as_of - $month_end end,
            insured_state <> 'insured', place_rank, insutype, psn_name, psn_no
    ) = 1
),

housed as (
    select
        numbers.person_id,
        max(household_row.resdbook_no) as resdbook_no,
    from warehouse.household_row as household_row
    join numbers on numbers.number = household_row.person_id
    group by numbers.person_id
),

settled as (
    select
        burden.person_id,
        burden.county_code,
    from settle.burden as burden
    semi join work_member using (person_id)
    where burden.year = $year
    qualify row_number() over (partition by burden.person_id order by burden.month desc) = 1
),

work_person as (
    select
        work_member.person_id,
        coalesce(chosen.insured_state, 'no_record') as insured_state,
        chosen.insurance,
        chosen.psn_insu_date as insured_on,
        coalesce(chosen.resdbook_no, housed.resdbook_no) as resdbook_no,
        coalesce(chosen.county_code, settled.county_code) as county_code,
        chosen.township_code,
    from work_member
    left join chosen using (person_id)
    left join housed using (person_id)
    left join settled using (person_id)
)

select * from work_person

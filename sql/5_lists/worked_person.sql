-- One row per person on the month's worklists: who it is, by the latest roster up to the month's end, else the rosters of identities or the settlements.
-- Basis: 000 二(二): the bureau compares and the townships call on the person. Reads: screen.worklist, warehouse.alias,
-- warehouse.identifier, warehouse.person_row, warehouse.place, warehouse.identity_row, warehouse.settlement, place_code.
-- Parameters: $month, six digits; $month_end.
with

person as (
    select distinct person_id
    from screen.worklist
    where month = $month and person_id is not null
),

numbers as (
    select person_id, person_id as number from person
    union
    select alias.person_id, alias.alias_id from warehouse.alias as alias semi join person using (person_id)
),

roster as (
    select
        numbers.person_id,
        person_row.psn_name,
        person_row.gend,
        person_row.brdy,
        person_row.mob,
        place.village,
        place.township as township_written,
    from warehouse.person_row as person_row
    join numbers on numbers.number = person_row.person_id
    join warehouse.place as place using (place_id)
    left join place_code using (place_id)
    qualify row_number() over (
        partition by numbers.person_id
        order by
            person_row.as_of > $month_end,
            case when person_row.as_of <= $month_end then $month_end - person_row.as_of else person_row.as_of - $month_end end,
            person_row.paus_insu_date is not null, place_code.place_rank, person_row.insutype, person_row.psn_name, person_row.psn_no,
            person_row.mob
    ) = 1
),

named_by_identity as (
    select
        numbers.person_id,
        max(identity_row.psn_name) as psn_name,
    from warehouse.identity_row as identity_row
    join numbers on numbers.number = identity_row.person_id
    group by numbers.person_id
),

named_by_settlement as (
    select
        numbers.person_id,
        max(settlement.psn_name) as psn_name,
    from warehouse.settlement as settlement
    join numbers on numbers.number = settlement.person_id
    group by numbers.person_id
),

worked_person as (
    select
        person.person_id,
        coalesce(roster.psn_name, named_by_identity.psn_name, named_by_settlement.psn_name, '') as psn_name,
        case
            when person.person_id > 0 then cast(person.person_id as varchar) || check_character(person.person_id)
            when identifier.kind = 'cert' then identifier.value
            else ''
        end as certno,
        case
            when person.person_id > 0 then case person.person_id % 2 when 1 then '1' else '2' end
            else coalesce(roster.gend, '')
        end as gend,
        case when person.person_id > 0 then id_birth(person.person_id) else roster.brdy end as brdy,
        coalesce(roster.village, '') as village,
        coalesce(roster.township_written, '') as township_written,
        coalesce(roster.mob, '') as mob,
    from person
    left join roster using (person_id)
    left join named_by_identity using (person_id)
    left join named_by_settlement using (person_id)
    left join warehouse.identifier as identifier using (person_id)
)

select * from worked_person

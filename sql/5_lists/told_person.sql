-- One row per person on the month's list and early watch, or on the bureau's worklists: who it is, by the rosters of the month, else by the settlements.
-- Basis: 003 art. 17: basic facts of the person (监测对象基本信息); 000 二(二). Reads: screen.warning, screen.worklist, warehouse.alias,
-- warehouse.identifier, warehouse.person_row, warehouse.place, warehouse.identity_row, warehouse.settlement, place_code.
-- Parameters: $month, six digits; $month_end; $of_worklists, whether the worklists are meant.
with

person as (
    select person_id
    from screen.warning
    where month = $month and not $of_worklists
    union
    select person_id
    from screen.worklist
    where month = $month and person_id is not null and $of_worklists
),

numbers as (
    select person_id, person_id as number from person
    union
    select alias.person_id, alias.alias_id from warehouse.alias as alias semi join person using (person_id)
),

roster as (
    select
        numbers.person_id,
        person_row.*  exclude (person_id),
        place.village,
        place.township as township_written,
        place_code.township_code,
    from warehouse.person_row as person_row
    join numbers on numbers.number = person_row.person_id
    join warehouse.place as place using (place_id)
    left join place_code using (place_id)
    qualify row_number() over (
        partition by numbers.person_id
        order by
            person_row.as_of > $month_end,
            case when person_row.as_of <= $month_end then $month_end - person_row.as_of else person_row.as_of - $month_end end,
            person_row.paus_insu_date is not null,
            place_code.township_code is null,
            place.region_code, place.county, place.township, place.village, place.insu_admdvs,
            person_row.insutype, person_row.psn_name, person_row.psn_no, person_row.mob
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
        settlement.psn_name,
    from warehouse.settlement as settlement
    join numbers on numbers.number = settlement.person_id
    where settlement.psn_name is not null
    qualify row_number() over (
        partition by numbers.person_id
        order by settlement.setl_time desc, settlement.setl_id desc, settlement.psn_name
    ) = 1
),

told_person as (
    select
        person.person_id,
        coalesce(roster.psn_name, named_by_identity.psn_name, named_by_settlement.psn_name, '') as psn_name,
        case
            when person.person_id > 0 then full_number(person.person_id)
            when identifier.kind = 'cert' then identifier.value
            else ''
        end as certno,
        known_as(person.person_id, identifier.kind, identifier.value) as known_as,
        person.person_id > 0 as certno_is_id,
        case
            when person.person_id > 0 then case person.person_id % 2 when 1 then '1' else '2' end
            else coalesce(roster.gend, '')
        end as gend,
        case when person.person_id > 0 then id_birth(person.person_id) else roster.brdy end as brdy,
        coalesce(roster.village, '') as village,
        coalesce(roster.township_written, '') as township_written,
        coalesce(roster.resdbook_no, '') as resdbook_no,
        coalesce(roster.mob, '') as mob,
        coalesce(roster.addr, '') as addr,
    from person
    left join roster using (person_id)
    left join named_by_identity using (person_id)
    left join named_by_settlement using (person_id)
    left join warehouse.identifier as identifier using (person_id)
)

select * from told_person

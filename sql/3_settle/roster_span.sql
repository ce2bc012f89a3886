-- One row per person who moves and run of days on which the rosters say the same of the person: place and insurance.
-- Basis: POLICY section 2; the earliest roster also speaks for the days before it. Of two rows of a day, the insured one holds, then the one
-- whose township is known: never the one that was loaded first. Most people stand on the rosters once: nothing is put in order for them.
-- Reads: warehouse.person_row, warehouse.alias, place_code, settled_person.
with

number as (
    select person_id as known_as, person_id from settled_person
    union all
    select alias.alias_id as known_as, alias.person_id
    from warehouse.alias as alias
    semi join settled_person using (person_id)
),

needed as (
    select
        number.person_id,
        person_row.as_of,
        person_row.insutype,
        person_row.paus_insu_date,
        person_row.place_id,
        person_row.psn_name,
        person_row.psn_no,
    from warehouse.person_row as person_row
    join number on number.known_as = person_row.person_id
),

repeated as (
    select person_id
    from needed
    group by person_id
    having count(*) > 1
),

said_once as (
    select
        needed.person_id,
        date '0001-01-01' as begins,
        date '9999-12-31' as ends,
        needed.insutype,
        place_code.county_code,
        place_code.township_code,
    from needed
    anti join repeated using (person_id)
    left join place_code using (place_id)
),

chosen as (
    select
        needed.person_id,
        needed.as_of,
        needed.insutype,
        place_code.county_code,
        place_code.township_code,
    from needed
    semi join repeated using (person_id)
    left join place_code using (place_id)
    qualify row_number() over (
        partition by needed.person_id, needed.as_of
        order by needed.paus_insu_date is not null, place_code.place_rank, needed.insutype, needed.psn_name, needed.psn_no
    ) = 1
),

in_turn as (
    select
        chosen.person_id,
        case
            when row_number() over (partition by chosen.person_id order by chosen.as_of) = 1 then date '0001-01-01'
            else chosen.as_of
        end as begins,
        coalesce(cast(lead(chosen.as_of) over (partition by chosen.person_id order by chosen.as_of) - 1 as date), date '9999-12-31') as ends,
        chosen.insutype,
        chosen.county_code,
        chosen.township_code,
    from chosen
),

roster_span as (
    select * from said_once
    union all
    select * from in_turn
)

select * from roster_span

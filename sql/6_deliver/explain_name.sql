-- One row: what the rosters and settlements say of one person.
-- Basis: promise 3. Reads: warehouse.person_row, warehouse.identity_row, warehouse.settlement,
-- warehouse.identifier, warehouse.alias. Parameters: $person_id.
with

number as (
    select cast($person_id as bigint) as person_id
    union
    select alias_id from warehouse.alias where person_id = $person_id
),

explain_name as (
    select
        coalesce(
            (select arg_max(psn_name, row(as_of, psn_name)) from warehouse.person_row where person_id in (select person_id from number)),
            (select max(psn_name) from warehouse.identity_row where person_id in (select person_id from number)),
            (select arg_max(psn_name, row(setl_time, setl_id)) from warehouse.settlement where person_id in (select person_id from number) and psn_name is not null),
            ''
        ) as name,
        case
            when $person_id > 0 then cast($person_id as varchar) || check_character(cast($person_id as bigint))
            else (select value from warehouse.identifier where person_id = $person_id)
        end as number,
)

select * from explain_name

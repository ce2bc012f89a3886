-- One row: what the rosters and settlements say of one person.
-- Basis: promise 3. Reads: warehouse.person_row, warehouse.identity_row, warehouse.settlement,
-- warehouse.identifier, warehouse.alias. Parameters: $person_id.
with

number as (
    select cast($person_id as bigint) as person_id
    union
    select alias_id from warehouse.alias where person_id = $person_id
),

rostered as (
    select psn_name
    from warehouse.person_row
    where person_id in (select person_id from number)
    qualify row_number() over (order by as_of desc, psn_name desc) = 1
),

settled as (
    select psn_name
    from warehouse.settlement
    where person_id in (select person_id from number) and psn_name is not null
    qualify row_number() over (order by setl_time desc, setl_id desc, psn_name) = 1
),

explain_name as (
    select
        coalesce(
            (select psn_name from rostered),
            (select max(psn_name) from warehouse.identity_row where person_id in (select person_id from number)),
            (select psn_name from settled),
            ''
        ) as name,
        case
            when $person_id > 0 then full_number(cast($person_id as bigint))
            else (select value from warehouse.identifier where person_id = $person_id)
        end as number,
)

select * from explain_name

-- One row per person known only by psn_no in some records whom others tell by identity number: the two numbers are one person.
-- Basis: a person is known by certno, else by psn_no. A psn_no that goes with two identity numbers links nobody.
-- Reads: warehouse.identifier, warehouse.person_row, warehouse.settlement.
with

known_by_number as (
    select person_id as alias_id, value as psn_no
    from warehouse.identifier
    where kind = 'psn_no'
),

told as (
    select psn_no, person_id from warehouse.person_row where psn_no is not null and certno is not null
    union
    select settlement.psn_no, settlement.person_id
    from warehouse.settlement as settlement
    left join known_by_number on known_by_number.alias_id = settlement.person_id
    where settlement.psn_no in (select psn_no from known_by_number) and known_by_number.alias_id is null
),

alias as (
    select
        known_by_number.alias_id,
        min(told.person_id) as person_id,
    from known_by_number
    join told using (psn_no)
    group by known_by_number.alias_id
    having count(distinct told.person_id) = 1
)

select * from alias

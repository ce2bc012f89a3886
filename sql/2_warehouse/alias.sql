-- One row per number under which some records know a person whom others know by another: the two numbers are one person.
-- Basis: a person is known by certno, else by psn_no. An identity number that became another stands for the newest of its chain (R92, R93).
-- A psn_no that goes with two people's identity numbers links nobody; two numbers of one person are no two people.
-- Reads: warehouse.identifier, warehouse.person_row, warehouse.settlement, renumbered.
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

told_of as (
    select
        told.psn_no,
        coalesce(renumbered.person_id, told.person_id) as person_id,
    from told
    left join renumbered on renumbered.number = told.person_id
),

numbered as (
    select
        known_by_number.alias_id,
        min(told_of.person_id) as person_id,
    from known_by_number
    join told_of using (psn_no)
    group by known_by_number.alias_id
    having count(distinct told_of.person_id) = 1
),

alias as (
    select alias_id, person_id from numbered
    union all
    select number as alias_id, person_id from renumbered
)

select * from alias

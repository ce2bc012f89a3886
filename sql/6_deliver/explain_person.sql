-- One row per person that a number names: an identity number (digits), a psn_no, another certificate, or a person_key.
-- Basis: a person is known by certno, else by psn_no. Reads: warehouse.identifier, warehouse.alias, warehouse.person_row, warehouse.identity_row,
-- warehouse.settlement, deliver.person_key.
-- Parameters: $number, the identity number's seventeen digits or null; $word, the text as given.
with

named as (
    select cast($number as bigint) as person_id
    where cast($number as bigint) is not null
    union
    select person_id from warehouse.identifier where value = $word
    union
    select person_id from warehouse.person_row where psn_no = $word
    union
    select person_id from warehouse.settlement where psn_no = $word
    union
    select person_id from deliver.person_key where person_key = lower($word)
),

resolved as (
    select distinct coalesce(alias.person_id, named.person_id) as person_id
    from named
    left join warehouse.alias as alias on alias.alias_id = named.person_id
),

explain_person as (
    select person_id
    from resolved
    where person_id in (select person_id from warehouse.settlement)
        or person_id in (select alias.person_id from warehouse.alias as alias)
        or person_id in (select person_id from warehouse.person_row)
        or person_id in (select person_id from warehouse.identity_row)
)

select * from explain_person
order by person_id

-- One row: the person whom a pseudonym names that has not been published yet; none where it names nobody.
-- Basis: promise 6; as in person_key. A preview names people by it before their figures are in the analysts' copy.
-- Reads: warehouse.settlement, warehouse.alias, warehouse.identifier. Parameters: $person_key; $inner_pad, $outer_pad.
with

person as (
    select distinct coalesce(alias.person_id, settlement.person_id) as person_id
    from warehouse.settlement as settlement
    left join warehouse.alias as alias on alias.alias_id = settlement.person_id
),

known as (
    select
        person.person_id,
        known_as(person.person_id, identifier.kind, identifier.value) as known_as,
    from person
    left join warehouse.identifier as identifier using (person_id)
),

explain_key as (
    select person_id
    from known
    where keyed_text(known_as, $inner_pad, $outer_pad) = $person_key
)

select * from explain_key

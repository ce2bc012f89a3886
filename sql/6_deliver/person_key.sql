-- One row per person with figures, a warning or an issued row who has no pseudonym yet: the pseudonym under which analysts see the person.
-- Basis: promise 6; HMAC-SHA256 (RFC 2104) of the person's number, 128 bits shown. The padded keys are session variables, never stored.
-- Reads: settle.burden, screen.warning, lists.issue_row, warehouse.identifier, deliver.person_key.
-- Parameters: $since, the last settling whose people all have one; $inner_pad, $outer_pad.
with

person as (
    select person_id from settle.burden where run > $since
    union
    select person_id from screen.warning
    union
    select person_id from lists.issue_row
),

known as (
    select
        person.person_id,
        known_as(person.person_id, identifier.kind, identifier.value) as known_as,
    from person
    anti join deliver.person_key as keyed using (person_id)
    left join warehouse.identifier as identifier using (person_id)
),

person_key as (
    select
        person_id,
        keyed_text(known_as, $inner_pad, $outer_pad) as person_key,
    from known
)

select * from person_key

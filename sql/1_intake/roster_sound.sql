-- One row per record of the roster that can be taken in, with the number that its person has in the warehouse (null where it names none).
-- Basis: a person is known by certno, else by psn_no. Reads: roster_row, reject (the file), warehouse.identifier.
with

roster_sound as (
    select
        roster_row.*,
        coalesce(roster_row.id_seventeen, identifier.person_id) as person_id,
    from roster_row
    left join warehouse.identifier as identifier
        on identifier.kind = roster_row.identifier_kind and identifier.value = roster_row.identifier_value
    anti join reject using (record)
)

select * from roster_sound

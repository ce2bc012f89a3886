-- One row per person of the roster who has no identity number and is not numbered yet.
-- Basis: a person is known by certno, else by psn_no. Reads: roster_row, reject (the file), warehouse.identifier.
with

unnumbered as (
    select distinct
        roster_row.identifier_kind as kind,
        roster_row.identifier_value as value,
    from roster_row
    anti join reject using (record)
    anti join warehouse.identifier as known
        on known.kind = roster_row.identifier_kind and known.value = roster_row.identifier_value
    where roster_row.identifier_kind is not null
),

roster_identifier as (
    select
        coalesce((select min(person_id) from warehouse.identifier), 0) - row_number() over (order by kind, value) as person_id,
        kind,
        value,
    from unnumbered
)

select * from roster_identifier

-- One row per person of the settlement file who has no identity number and is not numbered yet.
-- Basis: a person is known by certno, else by psn_no. Numbers are negative, so that they never meet an identity number.
-- Reads: settlement_row, reject (the file), warehouse.identifier.
with

unnumbered as (
    select distinct
        settlement_row.identifier_kind as kind,
        settlement_row.identifier_value as value,
    from settlement_row
    anti join reject using (record)
    anti join warehouse.identifier as known
        on known.kind = settlement_row.identifier_kind and known.value = settlement_row.identifier_value
    where not settlement_row.is_sound and settlement_row.identifier_kind is not null
),

settlement_identifier as (
    select
        coalesce((select min(person_id) from warehouse.identifier), 0) - row_number() over (order by kind, value) as person_id,
        kind,
        value,
    from unnumbered
)

select * from settlement_identifier

-- One row per row of a roster that says that a person holds an identity on the day of which it speaks: its day, or else the row's first day.
-- Basis: 003 art. 13. A full snapshot may still carry a row that ran out before its day, or one that begins later: neither says it of that day.
-- Reads: warehouse.identity_row, warehouse.alias.
-- Example: on the snapshot of 2023-03-31, 低保 from 2020-01-01 to 2022-12-31: left out.
with

identity_said as (
    select
        coalesce(alias.person_id, identity_row.person_id) as person_id,
        identity_row.identity,
        identity_row.as_of,
        identity_row.enddate,
        coalesce(identity_row.as_of, identity_row.begndate) as says_on,
    from warehouse.identity_row as identity_row
    left join warehouse.alias as alias on alias.alias_id = identity_row.person_id
    where
        identity_row.as_of is null
        or coalesce(identity_row.begndate, identity_row.as_of) <= identity_row.as_of
        and coalesce(identity_row.enddate, identity_row.as_of) >= identity_row.as_of
)

select * from identity_said

-- One row per person whose settled months of the year are touched by something that arrived after them.
-- Basis: late rows and refunds correct the months they belong to. Reads: settle.dirty, warehouse.alias. Parameters: $year.
-- A person known under two numbers is listed under both, so that rows under the old number go.
with

person_late as (
    select person_id from settle.dirty where year = $year
    union
    select alias.person_id
    from settle.dirty as dirty
    join warehouse.alias as alias on alias.alias_id = dirty.person_id
    where dirty.year = $year
)

select * from person_late

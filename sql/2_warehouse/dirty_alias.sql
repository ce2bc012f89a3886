-- One row per person and settled year whose records have just been recognised as another's, and per person who gains them.
-- Basis: no person is lost: figures of both numbers become one person's. Reads: alias_new, warehouse.alias, settle.progress.
with

changed as (
    (select alias_id, person_id from alias_new except select alias_id, person_id from warehouse.alias)
    union
    (select alias_id, person_id from warehouse.alias except select alias_id, person_id from alias_new)
),

dirty_alias as (
    select changed.alias_id as person_id, progress.year from changed cross join settle.progress as progress
    union
    select changed.person_id, progress.year from changed cross join settle.progress as progress
)

select * from dirty_alias

-- One row per other number of one person: which it was, why it is the same person, and how many settlements are stored under it.
-- Basis: R92, R93: a changed identity number, registered by an operator with evidence; a psn_no that goes with one identity number.
-- Reads: warehouse.alias, warehouse.identifier, warehouse.settlement, warehouse.renumbered_row, renumbered_link. Parameters: $person_id.
with

number as (
    select alias_id
    from warehouse.alias
    where person_id = $person_id
),

change as (
    select
        told.old_id,
        told.new_id,
        told.changed_on,
        told.evidence,
        told.handled_by,
        told.row_id,
    from warehouse.renumbered_row as told
    join renumbered_link using (row_id)
),

stored as (
    select
        person_id as alias_id,
        count(*) as settlements,
    from warehouse.settlement
    where person_id in (select alias_id from number)
    group by person_id
),

explain_merged as (
    select
        coalesce(identifier.kind, 'certno') as kind,
        coalesce(identifier.value, full_number(number.alias_id)) as old_number,
        full_number(change.new_id) as new_number,
        change.changed_on,
        change.evidence,
        change.handled_by,
        change.row_id // 4294967296 as batch_id,
        change.row_id % 4294967296 as record,
        coalesce(stored.settlements, 0) as settlements,
    from number
    left join warehouse.identifier as identifier on identifier.person_id = number.alias_id
    left join change on change.old_id = number.alias_id
    left join stored on stored.alias_id = number.alias_id
)

select * from explain_merged
order by changed_on, old_number

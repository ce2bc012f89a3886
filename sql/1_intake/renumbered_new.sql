-- One row per change of number that the file registers or withdraws.
-- Basis: R92: old number, new number, day, evidence, who handled it. Reads: renumbered_row, reject, roster_repeated (the file), warehouse.identifier.
-- Parameters: $base, the row_id before the first record.
with

renumbered_new as (
    select
        $base + told.record as row_id,
        coalesce(told.old_seventeen, old_identifier.person_id) as old_id,
        coalesce(told.id_seventeen, new_identifier.person_id) as new_id,
        told.changed_on,
        told.action = '撤销' as is_withdrawal,
        told.evidence,
        told.handled_by,
    from renumbered_row as told
    anti join reject using (record)
    anti join roster_repeated using (record)
    left join warehouse.identifier as old_identifier on old_identifier.kind = told.old_kind and old_identifier.value = told.old_clean
    left join warehouse.identifier as new_identifier on new_identifier.kind = told.identifier_kind and new_identifier.value = told.id_clean
)

select * from renumbered_new

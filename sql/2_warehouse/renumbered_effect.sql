-- One row: how many numbers a file of changes joins to another, how many it parts from the one they were joined to, how many of its
-- withdrawals find nothing that was ever registered.
-- Basis: R92: what is computed again is told. Reads: alias_new, warehouse.alias, warehouse.renumbered_row.
-- Parameters: $base, the row_id before the batch's first record.
with

joined as (
    select alias_new.alias_id
    from alias_new
    anti join warehouse.alias as before on before.alias_id = alias_new.alias_id and before.person_id = alias_new.person_id
),

parted as (
    select before.alias_id
    from warehouse.alias as before
    anti join alias_new as after on after.alias_id = before.alias_id and after.person_id = before.person_id
),

unmatched as (
    select withdrawal.row_id
    from warehouse.renumbered_row as withdrawal
    anti join (select old_id, new_id from warehouse.renumbered_row where not is_withdrawal) as registered
        on registered.old_id = withdrawal.old_id and registered.new_id = withdrawal.new_id
    where withdrawal.row_id > $base and withdrawal.is_withdrawal
),

renumbered_effect as (
    select
        (select count(*) from joined) as joined_count,
        (select count(*) from parted) as parted_count,
        (select count(*) from unmatched) as unmatched_count,
)

select * from renumbered_effect

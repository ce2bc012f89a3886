-- One row per record of the file of changed numbers, with both numbers worked out; id_clean and id_seventeen are the new number's.
-- Basis: a person is known by certno; R92: who changes it stays the same person. Reads: roster_row (the file).
with

cleaned as (
    select
        *,
        eighteen(id_text(old_number)) as old_clean,
    from roster_row
),

renumbered_row as (
    select
        record,
        line,
        numeric_cells,
        id_clean,
        id_seventeen,
        identifier_kind,
        old_clean,
        id_number(old_clean) as old_seventeen,
        case when is_other_certificate(old_clean) then 'cert' end as old_kind,
        cast(changed_on as date) as changed_on,
        changed_on_fault,
        evidence,
        handled_by,
        coalesce(action, '登记') as action,
    from cleaned
)

select * from renumbered_row

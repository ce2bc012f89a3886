-- One row per record of the file of changed numbers that cannot be taken in, with the first reason found.
-- Basis: R92: old number, new number, day, evidence and who handled it; without evidence nobody is joined. Reads: renumbered_row (the file).
-- Parameters: $today, the day of loading.
with

faults as (
    select
        record,
        line,
        coalesce(
            replace(person_fault(replace(numeric_cells, 'old_number', 'certno'), old_clean, old_seventeen, old_kind, null, $today), 'certno', 'old_number'),
            person_fault('', id_clean, id_seventeen, identifier_kind, null, $today),
            case
                when old_clean = id_clean then 'E-LINK-SAME certno'
                when changed_on_fault is not null then 'E-DATE-FORM changed_on'
                when changed_on is null then 'E-DATE-NONE changed_on'
                when changed_on > $today then 'E-DATE-FUTURE changed_on'
                when evidence is null then 'E-LINK-WHY evidence'
                when handled_by is null then 'E-LINK-WHY handled_by'
                when action not in ('登记', '撤销') then 'E-LINK-WORD action'
            end
        ) as fault,
    from renumbered_row
),

renumbered_reject as (
    select
        record,
        line,
        split_part(fault, ' ', 1) as code,
        split_part(fault, ' ', 2) as column_name,
        cast(null as varchar) as row_key,
    from faults
    where fault is not null
)

select * from renumbered_reject

-- One row per person of the roster just loaded and settled year: place or insurance may have become another.
-- Basis: the row goes to the township in which the person lives (000 二(六)). Reads: warehouse.person_row, settle.progress.
-- Parameters: $base, the row_id before the batch's first record.
with

dirty_roster as (
    select distinct
        person_row.person_id,
        progress.year,
    from warehouse.person_row as person_row
    cross join settle.progress as progress
    where person_row.row_id > $base
)

select * from dirty_roster

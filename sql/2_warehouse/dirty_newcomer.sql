-- One row per person whom the identity roster just loaded is the first to name, and settled year.
-- Basis: who is insured elsewhere counts here when on a roster here (003 art. 12), whatever the days for which the identity is held.
-- Reads: warehouse.identity_row, settle.progress. Parameters: $base, the row_id before the batch's first record.
with

dirty_newcomer as (
    select distinct
        newcomer.person_id,
        progress.year,
    from warehouse.identity_row as newcomer
    cross join settle.progress as progress
    where newcomer.row_id > $base
        and newcomer.person_id not in (select person_id from warehouse.identity_row where row_id <= $base)
)

select * from dirty_newcomer

-- One row per record of the load whose person may stand on the rosters a second time: another number with the same name, birth date and household.
-- Basis: R91: two numbers are two people until somebody registers that they are one; that they may be is told.
-- Reads: warehouse.person_row, warehouse.alias. Parameters: $base, the row_id before the batch's first record; $end, the last row_id that it could have.
with

told as (
    select
        person_row.row_id,
        coalesce(alias.person_id, person_row.person_id) as person_id,
        person_row.psn_name,
        person_row.brdy,
        person_row.resdbook_no,
    from warehouse.person_row as person_row
    left join warehouse.alias as alias on alias.alias_id = person_row.person_id
    where person_row.brdy is not null and person_row.resdbook_no is not null
),

born_together as (
    select brdy, resdbook_no
    from told
    group by brdy, resdbook_no
    having min(person_id) <> max(person_id)
),

candidate as (
    select
        told.row_id,
        told.person_id,
        told.brdy,
        told.resdbook_no,
        name_key(told.psn_name) as name,
    from told
    semi join born_together using (brdy, resdbook_no)
),

suspected_twice as (
    select distinct candidate.row_id - $base as record
    from candidate
    join candidate as other using (brdy, resdbook_no, name)
    where other.person_id <> candidate.person_id and candidate.row_id > $base and candidate.row_id <= $end
)

select * from suspected_twice
order by record

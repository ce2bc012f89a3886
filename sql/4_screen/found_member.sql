-- One row per person on any of the month's worklists, or of a household that is on one.
-- Basis: 000 二(二): names go to the county and township of each. Reads: found, warehouse.person_row, warehouse.alias.
with

of_household as (
    select coalesce(alias.person_id, person_row.person_id) as person_id
    from warehouse.person_row as person_row
    left join warehouse.alias as alias on alias.alias_id = person_row.person_id
    where person_row.resdbook_no in (select resdbook_no from found where person_id is null and resdbook_no is not null)
),

found_member as (
    select person_id from found where person_id is not null
    union
    select person_id from of_household
)

select * from found_member

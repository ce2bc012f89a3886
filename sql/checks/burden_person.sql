-- @check 累计负担里有无法识别的人
-- @when month full
-- One row per person with figures who is no possible identity number, has no number at all, or goes by another number now.
-- Basis: promise 2; GB 11643-1999. Somebody whose settled months wait to be computed again is not looked at.
-- Reads: settle.burden, settle.dirty, warehouse.identifier, warehouse.alias. Parameters: $first_month, $last_month, six digits.
with

person as (
    select distinct person_id
    from settle.burden
    where year * 100 + month between $first_month and $last_month
),

settled as (
    select person_id
    from person
    anti join settle.dirty as dirty using (person_id)
),

burden_person as (
    select settled.person_id
    from settled
    left join warehouse.identifier as identifier using (person_id)
    left join warehouse.alias as alias on alias.alias_id = settled.person_id
    where alias.alias_id is not null
        or settled.person_id > 0 and id_birth(settled.person_id) is null
        or settled.person_id < 0 and identifier.person_id is null
)

select * from burden_person

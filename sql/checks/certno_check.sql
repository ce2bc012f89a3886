-- @check 名册里的证件号码与人员编码不符
-- @when full
-- One row per roster row whose identity number is not the number of its person with its right check character.
-- Basis: GB 11643-1999; a person is the seventeen leading digits of the number. Reads: warehouse.person_row.
with

certno_check as (
    select row_id
    from warehouse.person_row
    where person_id > 0
        and (id_birth(person_id) is null or certno is distinct from full_number(person_id))
)

select * from certno_check

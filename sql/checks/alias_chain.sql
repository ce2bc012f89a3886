-- @check 两个号码的对应关系有误：指向自己、指向另一个别名，或一号多指
-- @when month full
-- One row per link between two numbers of a person that leads nowhere, on to another link, or in two directions.
-- Basis: a person is known by certno, else by psn_no; a number that became another was registered (R92).
-- Reads: warehouse.alias, warehouse.identifier, warehouse.renumbered_row.
with

registered as (
    select distinct old_id
    from warehouse.renumbered_row
    where not is_withdrawal
),

alias_chain as (
    select alias.alias_id
    from warehouse.alias as alias
    left join warehouse.alias as onward on onward.alias_id = alias.person_id
    left join warehouse.identifier as identifier on identifier.person_id = alias.alias_id
    left join registered on registered.old_id = alias.alias_id
    group by alias.alias_id
    having count(*) > 1 or count(onward.alias_id) > 0 or count(identifier.person_id) + count(registered.old_id) = 0
)

select * from alias_chain

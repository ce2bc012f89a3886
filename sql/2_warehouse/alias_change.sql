-- One row: how many links between two numbers of a person are new, gone or other than before.
-- Basis: a person is known by certno, else by psn_no. Reads: alias_new, warehouse.alias.
with

alias_change as (
    select count(*) as row_count
    from alias_new
    full join warehouse.alias as before using (alias_id)
    where alias_new.person_id is distinct from before.person_id
)

select * from alias_change

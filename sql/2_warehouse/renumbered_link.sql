-- One row per old and new number of a person between which a change is registered and not withdrawn.
-- Basis: R92: the latest word on a pair holds, by the day of the change; of one day the withdrawal. A pure function of what is stored.
-- Reads: warehouse.renumbered_row.
-- Example: A → B registered for 2023-03-01, withdrawn for 2023-05-01: no row. Registered anew for 2023-06-01: a row.
with

latest as (
    select *
    from warehouse.renumbered_row
    qualify row_number() over (partition by old_id, new_id order by changed_on desc, is_withdrawal desc, row_id desc) = 1
),

renumbered_link as (
    select
        old_id,
        new_id,
        row_id,
    from latest
    where not is_withdrawal
)

select * from renumbered_link
order by row_id

-- One row: how many cases a load of receipts has closed, sent to a department, seen visited, and opened again.
-- Basis: the operator is told what a file did. Reads: case_before, warehouse.case_state.
with

changed as (
    select
        after.state,
        coalesce(before.state, '') as state_before,
    from warehouse.case_state as after
    left join case_before as before
        on before.person_id = after.person_id and before.rule = after.rule and before.year = after.year
    where after.state is distinct from before.state
),

case_change as (
    select
        count(*) filter (state = 'closed') as closed_count,
        count(*) filter (state = 'decided') as waiting_count,
        count(*) filter (state = 'visited') as visited_count,
        count(*) filter (state <> 'closed' and state_before = 'closed') as reopened_count,
    from changed
)

select * from case_change

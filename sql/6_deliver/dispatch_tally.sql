-- One row per month with something to hand over: how many packages of its newest version there are, how many have not arrived, how many
-- of those that arrived nobody has acknowledged, and the code of an error that keeps one from arriving.
-- Basis: 000 二(六) (by when the list has to be there). Reads: deliver.dispatch, lists.issue.
with

newest as (
    select
        issue_id,
        month,
    from lists.issue
    qualify row_number() over (partition by month order by version desc) = 1
),

dispatch_tally as (
    select
        newest.month,
        count(*) as packages,
        count(*) filter (dispatch.state in ('waiting', 'failed')) as undelivered,
        count(*) filter (dispatch.state = 'delivered') as unacknowledged,
        max(dispatch.error_code) as error_code,
        max(dispatch.attempts) filter (dispatch.state = 'failed') as attempts,
    from deliver.dispatch as dispatch
    join newest using (issue_id)
    group by newest.month
)

select * from dispatch_tally
order by month

-- One row per issue with something to hand over: how many packages there are, how many have not arrived, how many of those that arrived
-- nobody has acknowledged, and the code of an error that keeps one from arriving.
-- Basis: 000 二(六) (by when the list has to be there). Reads: deliver.dispatch, lists.issue.
with

dispatch_tally as (
    select
        issue.month,
        issue.version,
        count(*) as packages,
        count(*) filter (dispatch.state in ('waiting', 'failed')) as undelivered,
        count(*) filter (dispatch.state = 'delivered') as unacknowledged,
        max(dispatch.error_code) as error_code,
        max(dispatch.attempts) filter (dispatch.state = 'failed') as attempts,
    from deliver.dispatch as dispatch
    join lists.issue as issue using (issue_id)
    group by issue.month, issue.version
)

select * from dispatch_tally
order by month, version

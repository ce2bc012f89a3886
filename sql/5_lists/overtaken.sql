-- One row per year before the one asked for whose figures were settled anew since its last list was issued: that month, and its list.
-- Basis: promise 4, RELIABILITY R36, R101: of a closed year no list to come tells what was wrong, so a correction list must.
-- Reads: lists.issue, lists.issued_under, settle.run. Parameters: $year.
with

last_list as (
    select
        issue_id,
        month,
        month // 100 as year,
    from lists.issue
    where version = 1 and month // 100 < $year
    qualify row_number() over (partition by month // 100 order by month desc) = 1
),

overtaken as (
    select
        last_list.month,
        last_list.issue_id,
    from last_list
    join lists.issued_under as kept using (issue_id)
    where exists (from settle.run as run where run.year = last_list.year and run.run > kept.settled_run)
)

select * from overtaken
order by month

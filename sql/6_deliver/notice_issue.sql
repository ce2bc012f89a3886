-- One row per issue since a day: month, version, day and how many rows of each kind.
-- Basis: 000 二(六): the list is out by a day, and whoever answers for it knows. Reads: lists.issue. Parameters: $since.
with

notice_issue as (
    select
        month,
        version,
        issued_on,
        official_rows,
        early_rows,
        withdrawn_rows,
    from lists.issue
    where issued_on >= $since
)

select * from notice_issue
order by month, version

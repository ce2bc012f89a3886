-- @check 名单上有人的县区或乡镇与累计负担里的不同，会送错地方
-- @when issue
-- One row per row of the month's issue that would go to another county or township than the one in which the person is known to live.
-- Basis: 000 二(六): the row goes to the township (所在乡镇); nobody whose place is known is missing from its slice.
-- Reads: lists.issue, lists.issue_row, settle.burden. Parameters: $year, $month.
with

last_issue as (
    select max(issue_id) as issue_id
    from lists.issue
    where month = $year * 100 + $month
),

issued as (
    select
        issue_row.row_no,
        issue_row.person_id,
        json_extract_string(issue_row.frozen, '$.county_code') as county_code,
        json_extract_string(issue_row.frozen, '$.township_code') as township_code,
    from lists.issue_row as issue_row
    semi join last_issue using (issue_id)
),

latest as (
    select
        burden.person_id,
        burden.county_code,
        burden.township_code,
    from settle.burden as burden
    semi join issued using (person_id)
    where burden.year = $year and burden.month <= $month
    qualify row_number() over (partition by burden.person_id order by burden.month desc) = 1
),

issue_place as (
    select issued.row_no
    from issued
    join latest using (person_id)
    where issued.county_code <> coalesce(latest.county_code, '')
        or issued.township_code <> coalesce(latest.township_code, '')
)

select * from issue_place

-- 各县区每月新增、持续、升级和退出的预警各有多少人次。
-- 怎么看：按月份和县区排列；“新增”突然变多的县区，先看是否刚补载了以前月份的结算。没有县区的列在“待核”。
with

issued as (
    select
        issue.month,
        coalesce(issue_row.county, '待核') as county,
        issue_row.status,
    from issue
    join issue_row using (issue_id)
    where not issue_row.early_watch
),

new_by_county as (
    select
        month as 月份,
        county as 县区,
        count(*) filter (status = 'new') as 新增,
        count(*) filter (status = 'continuing') as 持续,
        count(*) filter (status = 'escalated') as 升级,
        count(*) filter (status in ('gone', 'corrected')) as 退出或更正,
    from issued
    group by month, county
)

select * from new_by_county
order by 月份, 县区

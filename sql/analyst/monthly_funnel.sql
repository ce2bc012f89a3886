-- 每月从有费用的人到预警的人：有费用、预警观察、预警、新增各多少人，送出多少个文件。
-- 怎么看：从左到右逐步变少；某月“有费用人数”没有增加，多半是当月结算没有载入。
with

month_end as (
    select issue_id, month from issue
),

with_cost as (
    select
        month_end.month,
        count(distinct burden.person_key) as people,
    from month_end
    join burden on burden.year = cast(left(month_end.month, 4) as integer) and burden.month <= month_end.month
    group by month_end.month
),

warned as (
    select
        month,
        count(distinct person_key) filter (early_watch) as watched,
        count(distinct person_key) filter (not early_watch and status in ('new', 'continuing', 'escalated')) as listed,
        count(distinct person_key) filter (not early_watch and status = 'new') as fresh,
    from warning
    group by month
),

sent as (
    select
        month_end.month,
        count(*) as files,
    from month_end
    join delivery using (issue_id)
    group by month_end.month
),

monthly_funnel as (
    select
        month_end.month as 月份,
        with_cost.people as 有费用人数,
        coalesce(warned.watched, 0) as 预警观察,
        coalesce(warned.listed, 0) as 预警,
        coalesce(warned.fresh, 0) as 其中新增,
        coalesce(sent.files, 0) as 送出文件,
    from month_end
    left join with_cost using (month)
    left join warned using (month)
    left join sent using (month)
)

select * from monthly_funnel
order by 月份

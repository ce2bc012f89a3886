-- 最近一期没有任何预警的乡镇，以及那里有多少人今年已有计入的费用。
-- 怎么看：人多而一直没有预警的乡镇，先查参保名册里的乡镇写法和身份名册是否报全。
with

with_cost as (
    select
        county,
        township,
        count(*) as people,
        max(self_pay) as highest,
    from burden_on((select max(month) from issue))
    where township is not null
    group by county, township
),

listed as (
    select issue_row.county, issue_row.township
    from issue_row
    join issue using (issue_id)
    where issue.month = (select max(month) from issue) and not issue_row.early_watch
        and issue_row.status in ('new', 'continuing', 'escalated')
),

townships_without_warning as (
    select
        with_cost.county as 县区,
        with_cost.township as 乡镇,
        with_cost.people as 有费用人数,
        with_cost.highest as 最高合规自付,
    from with_cost
    anti join listed using (county, township)
)

select * from townships_without_warning
order by 县区, 乡镇

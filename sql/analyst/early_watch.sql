-- 最近一期的预警观察：各规则、各县区有多少人快要超线，还差多少元。
-- 怎么看：预警观察不在正式名单上，只供经办机构提前准备；“还差最少”为离预警线最近的那个人。
with

watched as (
    select
        warning.rule,
        coalesce(burden.county, '待核') as county,
        warning.early_reason,
        warning.threshold - warning.amount as missing,
    from warning
    left join burden_on((select max(month) from issue)) as burden using (person_key)
    where warning.early_watch and warning.month = (select max(month) from issue)
),

early_watch as (
    select
        rule as 规则,
        county as 县区,
        early_reason as 原因,
        count(*) as 人次,
        min(missing) as 还差最少,
        max(missing) as 还差最多,
    from watched
    group by rule, county, early_reason
)

select * from early_watch
order by 规则, 县区, 原因

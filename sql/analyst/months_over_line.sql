-- 最近一期名单上的人已经超线几个月：超线越久，越应查看帮扶是否到位。
-- 怎么看：1 表示本月刚超线；同一年内计算，每年一月重新开始。
with

latest as (
    select max(month) as month from issue
),

listed as (
    select
        warning.rule,
        warning.over_by,
        cast(right(warning.month, 2) as integer) - cast(right(warning.first_month, 2) as integer) + 1 as months,
    from warning
    semi join latest using (month)
    where not warning.early_watch and warning.status in ('new', 'continuing', 'escalated')
),

months_over_line as (
    select
        rule as 规则,
        months as 超线月数,
        count(*) as 人次,
        min(over_by) as 最少超出,
        max(over_by) as 最多超出,
    from listed
    group by rule, months
)

select * from months_over_line
order by 规则, 超线月数
